"""The registry of functions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from statefun.core import ValueSpec, parse_typename
from statefun.errors import UnknownFunctionError
from statefun.messages import Message
from statefun.reply import StateFields
from statefun.storage import Storage, storage_class

Function: TypeAlias = Callable[[Any, Message], "Awaitable[None] | None"]
"""A function of a context (``Context``) and a message: a plain one, or a coroutine function."""
F = TypeVar("F", bound=Callable[..., Any])


class StatefulFunction:
    """A registered function."""

    __slots__ = ("fun", "is_async", "specs", "state_fields", "storage_type")

    fun: Function
    is_async: bool
    specs: tuple[ValueSpec[Any], ...]
    state_fields: tuple[StateFields, ...]
    storage_type: type[Storage]

    def __init__(self, typename: str, fun: Function, specs: Sequence[ValueSpec[Any]]) -> None:
        self.fun = fun
        self.is_async = _is_async(fun)
        self.specs = tuple(specs)
        self.state_fields = tuple(map(StateFields, self.specs))
        self.storage_type = storage_class(typename, self.specs)


class StatefulFunctions:
    """The functions that a service has, by their type names."""

    __slots__ = ("_functions",)

    def __init__(self) -> None:
        self._functions: dict[str, StatefulFunction] = {}

    def register(self, typename: str, fun: Function, specs: Sequence[ValueSpec[Any]] | None = None) -> None:
        """Registers a function of two arguments, a context and a message; another one of the same name gives way.

        ``specs`` are its states. Raises TypeError or ValueError for what can not be registered.
        """
        if fun is None:
            raise ValueError("function instance must be provided")
        if not typename:
            raise ValueError("function typename must be provided")
        parse_typename(typename)
        _check_parameters(typename, fun)
        self._functions[typename] = StatefulFunction(typename, fun, specs or ())

    def bind(self, typename: str, specs: Sequence[ValueSpec[Any]] | None = None) -> Callable[[F], F]:
        """The decorator that registers a function::

        @functions.bind(typename="example/person", specs=[ValueSpec("visits", IntType)])
        def person(context, message): ...
        """

        def register(function: F) -> F:
            self.register(typename, function, specs)
            return function

        return register

    def for_typename(self, typename: str) -> StatefulFunction:
        """The function of that name. Raises UnknownFunctionError, a KeyError."""
        try:
            return self._functions[typename]
        except KeyError:
            raise UnknownFunctionError(f"No function is registered as '{typename}' here.") from None


def _check_parameters(typename: str, fun: Function) -> None:
    try:
        inspect.signature(fun).bind(None, None)
    except TypeError as error:
        raise ValueError(
            f"The function for {typename} must take two arguments, a context and a message, as in "
            f"'def function(context, message)': {fun!r}: {error}."
        ) from error


def _is_async(fun: Function) -> bool:
    """Of a function, a bound method, a ``functools.partial`` of one, or an object with ``async __call__``."""
    while isinstance(fun, functools.partial):
        fun = fun.func
    return inspect.iscoroutinefunction(fun) or inspect.iscoroutinefunction(getattr(fun, "__call__", None))  # noqa: B004
