"""Reads what the runtime sends: a ``ToFunction`` message, with a batch of invocations of one address.

Messages are parsed by hand, in place. What is the same in call after call (the names of functions and types) is
looked up by its bytes instead of being decoded again.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from statefun.errors import InvalidRequestError
from statefun.wire import field, read_varint, skip_field, varint

ITEMS_MAX: Final = 1_000_000
"""Invocations, and states, of one request: else 32 MiB of empty ones would become gigabytes of objects."""

_MEMO_MAX: Final = 4096
_LONG: Final = 0x80
"""A length from here on takes more than one byte."""

_TARGET: Final = 0x0A
_STATE: Final = 0x12
_INVOCATION: Final = 0x1A


class FunctionName(NamedTuple):
    """A function type."""

    namespace: str
    name: str
    typename: str


# Plain tuples: there may be thousands of each in a request.
WireAddress: TypeAlias = tuple[FunctionName, str]
"""The function and the id."""
WireValue: TypeAlias = tuple[str, "bytes | None"]
"""The type name and the bytes; None when there is no value."""
WireInvocation: TypeAlias = tuple["WireAddress | None", str, "bytes | None"]
"""The caller, None for an ingress, and the value of the argument."""

_NO_VALUE: Final[WireValue] = ("", None)


class Request(NamedTuple):
    """A batch of messages to one address."""

    target: WireAddress
    states: dict[str, WireValue]
    invocations: list[WireInvocation]


def read_request(data: bytes) -> Request:
    """Decodes a request. Raises InvalidRequestError for anything that is not one."""
    try:
        start, end = _find_batch(data)
        return _batch(data, start, end)
    except IndexError:
        problem: Exception | str = "it ends in the middle of a field"
    except UnicodeDecodeError:
        problem = "a text in it is not UTF-8"
    except InvalidRequestError:
        raise
    except ValueError as error:
        problem = error
    raise InvalidRequestError(f"The request is not a ToFunction message: {problem}.")


def _find_batch(data: bytes) -> tuple[int, int]:
    """Where the batch begins and ends."""
    position, end, start, stop = 0, len(data), -1, -1
    while position < end:
        if data.startswith(b"\xa2\x06", position):
            length, start = read_varint(data, position + 2)
            position = stop = start + length
        else:
            position = skip_field(data, position)
    _check_end(position, end)
    if start < 0:
        raise InvalidRequestError("The request holds no invocation.")
    return start, stop


def _batch(data: bytes, position: int, end: int) -> Request:
    target: WireAddress | None = None
    states: dict[str, WireValue] = {}
    invocations: list[WireInvocation] = []
    while position < end:
        tag = data[position]
        if tag not in (_INVOCATION, _STATE, _TARGET):
            position = skip_field(data, position)
            continue
        length, start = data[position + 1], position + 2
        if length >= _LONG:
            length, start = read_varint(data, position + 1)
        position = start + length
        if tag == _INVOCATION:
            invocations.append(_invocation(data, start, position))
        elif tag == _STATE:
            name, value = _state(data, start, position)
            states[name] = value
        else:
            target = _address(data, start, position)
        if len(invocations) > ITEMS_MAX or len(states) > ITEMS_MAX:
            raise InvalidRequestError(f"The request holds more than {ITEMS_MAX} invocations or states.")
    _check_end(position, end)
    if target is None:
        raise InvalidRequestError("The request names no target.")
    return Request(target, states, invocations)


def _check_end(position: int, end: int) -> None:
    """A field that reaches beyond its message ends the loop over it, and is found here."""
    if position != end:
        raise IndexError


def _invocation(data: bytes, position: int, end: int) -> WireInvocation:
    caller: WireAddress | None = None
    value = _NO_VALUE
    while position < end:
        tag = data[position]
        if tag not in (0x12, 0x0A):
            position = skip_field(data, position)
            continue
        length, start = data[position + 1], position + 2
        if length >= _LONG:
            length, start = read_varint(data, position + 1)
        position = start + length
        if tag == 0x12:
            value = _typed_value(data, start, position)
        else:
            caller = _address(data, start, position)
    _check_end(position, end)
    # As in the official SDK: an address of nothing is no address.
    if caller is not None and not caller[1] and caller[0].typename == "/":
        caller = None
    return caller, value[0], value[1]


def _state(data: bytes, position: int, end: int) -> tuple[str, WireValue]:
    name, value = "", _NO_VALUE
    while position < end:
        tag = data[position]
        if tag not in (0x0A, 0x12):
            position = skip_field(data, position)
            continue
        length, start = data[position + 1], position + 2
        if length >= _LONG:
            length, start = read_varint(data, position + 1)
        position = start + length
        if tag == 0x0A:
            name = data[start:position].decode()
        else:
            value = _typed_value(data, start, position)
    _check_end(position, end)
    return name, value


_typenames: dict[bytes, str] = {}
"""By the bytes of the first two fields of a TypedValue, its type name; of present values."""


def _typed_value(data: bytes, position: int, end: int) -> WireValue:
    try:
        start = position + 4 + data[position + 1]
        typename = _typenames.get(data[position:start])
        if typename is not None:
            if start == end:
                return typename, b""
            if data[start] == 0x1A:
                length, start = data[start + 1], start + 2
                if length >= _LONG:
                    length, start = read_varint(data, start - 1)
                if start + length == end:
                    return typename, data[start:end]
    except IndexError:
        pass
    return _any_typed_value(data, position, end)


def _any_typed_value(data: bytes, position: int, end: int) -> WireValue:
    typename, has_value, value = "", False, b""
    while position < end:
        tag = data[position]
        if tag == 0x10:
            number, position = read_varint(data, position + 1)
            has_value = number != 0
        elif tag in (0x0A, 0x1A):
            length, start = read_varint(data, position + 1)
            position = start + length
            if tag == 0x0A:
                typename = data[start:position].decode()
            else:
                value = data[start:position]
        else:
            position = skip_field(data, position)
    _check_end(position, end)
    if not has_value:
        return typename, None
    name = typename.encode()
    if len(name) < _LONG:
        if len(_typenames) >= _MEMO_MAX:
            _typenames.clear()
        _typenames[field(b"\x0a", name) + b"\x10\x01"] = typename
    return typename, value


_functions: dict[bytes, FunctionName] = {}
"""By the bytes of the first two fields of an Address."""


def _address(data: bytes, position: int, end: int) -> WireAddress:
    try:
        name_at = position + 2 + data[position + 1]
        id_at = name_at + 2 + data[name_at + 1]
        function = _functions.get(data[position:id_at])
        if function is not None and data[id_at] == 0x1A:
            length = data[id_at + 1]
            if length < _LONG and id_at + 2 + length == end:
                return function, data[id_at + 2 : end].decode()
    except IndexError:
        pass
    return _any_address(data, position, end)


def _any_address(data: bytes, position: int, end: int) -> WireAddress:
    parts = {0x0A: "", 0x12: "", 0x1A: ""}
    while position < end:
        tag = data[position]
        if tag in parts:
            length, start = read_varint(data, position + 1)
            position = start + length
            parts[tag] = data[start:position].decode()
        else:
            position = skip_field(data, position)
    _check_end(position, end)
    namespace, name, target_id = parts.values()
    function = FunctionName(namespace, name, f"{namespace}/{name}")
    head = _head(namespace.encode(), name.encode())
    if head:
        if len(_functions) >= _MEMO_MAX:
            _functions.clear()
        _functions[head] = function
    return function, target_id


def _head(namespace: bytes, name: bytes) -> bytes:
    """The first two fields of an address, when their lengths take a byte; else nothing."""
    if not 0 < len(namespace) < _LONG or not 0 < len(name) < _LONG:
        return b""
    return b"\x0a" + varint(len(namespace)) + namespace + b"\x12" + varint(len(name)) + name
