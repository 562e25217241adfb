"""Addresses, types of values, and the states of functions."""

from __future__ import annotations

import abc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from keyword import iskeyword
from typing import Final, Generic, TypeVar, cast

T = TypeVar("T")

_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True)
class SdkAddress:
    """The address of a function instance."""

    namespace: str
    name: str
    id: str
    typename: str
    """``namespace/name``: the function type."""


class TypeSerializer(abc.ABC, Generic[T]):
    """Writes the values of a type as bytes, and reads them back."""

    __slots__ = ()

    @abc.abstractmethod
    def serialize(self, value: T) -> bytes:
        """The value as bytes. Raises TypeError or ValueError for what is not of the type."""

    @abc.abstractmethod
    def deserialize(self, byte: bytes) -> T:
        """The value of these bytes. Raises ValueError for bytes that are not of the type."""


class Type(abc.ABC, Generic[T]):
    """A type of values in messages and states: its name, and how its values become bytes."""

    __slots__ = ("typename",)

    typename: str
    """``namespace/name``: what values are declared as to the other functions, in any language."""

    def __init__(self, typename: str) -> None:
        if not typename:
            raise ValueError("typename can not be missing")
        self.typename = typename

    @abc.abstractmethod
    def serializer(self) -> TypeSerializer[T]:
        """What writes and reads the values."""


class _FunctionSerializer(Generic[T]):
    """Two functions as a serializer. They are its attributes, which saves a call for each value."""

    __slots__ = ("deserialize", "serialize")

    def __init__(self, serialize_fn: Callable[[T], bytes], deserialize_fn: Callable[[bytes], T]) -> None:
        self.serialize = serialize_fn
        self.deserialize = deserialize_fn


TypeSerializer.register(_FunctionSerializer)


class SimpleType(Type[T]):
    """What ``simple_type`` returns."""

    __slots__ = ("_serializer",)

    def __init__(self, typename: str, serialize_fn: Callable[[T], bytes], deserialize_fn: Callable[[bytes], T]) -> None:
        super().__init__(typename)
        if not callable(serialize_fn):
            raise ValueError("serialize_fn is missing")
        if not callable(deserialize_fn):
            raise ValueError("deserialize_fn is missing")
        self._serializer = cast("TypeSerializer[T]", _FunctionSerializer(serialize_fn, deserialize_fn))

    def serializer(self) -> TypeSerializer[T]:
        return self._serializer

    def __repr__(self) -> str:
        return f"<type {self.typename}>"


def simple_type(typename: str, serialize_fn: Callable[[T], bytes], deserialize_fn: Callable[[bytes], T]) -> Type[T]:
    """A type of your own: its name, and two functions that write a value as bytes and read it back."""
    return SimpleType(typename, serialize_fn, deserialize_fn)


def to_bytes(tpe: Type[T], value: T) -> bytes:
    """The value as bytes of the type. Raises what the type raises, and TypeError when it returns no bytes."""
    data: object = tpe.serializer().serialize(value)
    if type(data) is bytes:
        return data
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    raise TypeError(f"The type {tpe.typename} serialized a value to {type(data).__name__}: it must be bytes.")


class ValueSpec(Generic[T]):
    """A state of a function: each of its instances has a value of it, or none.

    ``name`` is an identifier in lower case. A state that expires goes away by itself: ``expire_after_call`` after
    the last call of its address, ``expire_after_write`` after the last change of it; at most one of them.
    """

    __slots__ = ("after_call", "after_write", "duration", "name", "type")

    name: str
    type: Type[T]
    duration: int
    """The expiration in milliseconds; 0 when there is none."""
    after_call: bool
    after_write: bool

    def __init__(
        self,
        name: str,
        type: Type[T],
        expire_after_call: timedelta | None = None,
        expire_after_write: timedelta | None = None,
    ) -> None:
        _check_name(name)
        if not type:
            raise ValueError("type can not be missing.")
        if not isinstance(type, Type):
            raise TypeError(f"The type of the state '{name}' is not a StateFun type, such as IntType: {type!r}.")
        if expire_after_call and expire_after_write:
            raise ValueError(f"The state '{name}' can expire after calls or after writes, but not both.")
        self.name = name
        self.type = type
        self.after_call = bool(expire_after_call)
        self.after_write = bool(expire_after_write)
        expiration = expire_after_call or expire_after_write
        self.duration = _milliseconds(name, expiration) if expiration else 0


def _check_name(name: str) -> None:
    if not name:
        raise ValueError("name can not be missing.")
    if not isinstance(name, str):
        raise TypeError(f"The name of a state must be a str, not {name!r}.")
    # It becomes an attribute of the storage, where names like __class__ have a meaning already.
    if not name.isidentifier() or iskeyword(name) or (name.startswith("__") and name.endswith("__")):
        raise ValueError(
            f"'{name}' can not name a state: use letters, digits and _, not beginning with a digit, and no keyword."
        )
    if not name.islower():
        raise ValueError(f"'{name}' can not name a state: only lower case names are allowed.")


def _milliseconds(name: str, expiration: timedelta) -> int:
    milliseconds = expiration // _MILLISECOND
    if milliseconds < 1:
        raise ValueError(f"The state '{name}' can not expire after {expiration}: a millisecond is the least.")
    return milliseconds


def parse_typename(typename: str) -> tuple[str, str]:
    """The namespace and the name of ``namespace/name``; the namespace may have slashes. Raises ValueError."""
    if typename is None:
        raise ValueError("function type must be provided")
    if not isinstance(typename, str):
        raise TypeError(f"A type name must be a str, not {typename!r}.")
    namespace, slash, name = typename.rpartition("/")
    if not slash or not namespace or not name:
        raise ValueError(f"Invalid type name '{typename}': write <namespace>/<name>, as in 'example/person'.")
    return namespace, name
