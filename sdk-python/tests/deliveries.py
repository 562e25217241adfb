"""Requests as the runtime sends them, for the tests."""

from collections.abc import Mapping
from typing import Any

from statefun import SdkAddress, StatefulFunctions, Type, TypedValue
from statefun.core import to_bytes
from statefun.testing import address
from statefun.testing._wire import encode_request
from statefun.wrapper_types import StringType

ME = address("example/me", "Bob")
CALLER = address("example/gate", "north")


def typed(tpe: Type[Any], value: Any) -> TypedValue:
    """A value as it is on the wire."""
    return TypedValue(tpe.typename, True, to_bytes(tpe, value))


HELLO = typed(StringType, "hello")


def request(
    *values: TypedValue,
    target: SdkAddress = ME,
    states: Mapping[str, TypedValue | None] | None = None,
    caller: SdkAddress | None = CALLER,
) -> bytes:
    """A request with a message for each value; one that says hello without any."""
    return encode_request(target, states or {}, [(caller, value) for value in values or (HELLO,)])


def bound(function: Any, *specs: Any) -> StatefulFunctions:
    """The function as example/me."""
    functions = StatefulFunctions()
    functions.register("example/me", function, list(specs))
    return functions
