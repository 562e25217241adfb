"""The runtime's side of the protocol: writes requests, reads replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from statefun.core import SdkAddress
from statefun.messages import TypedValue
from statefun.wire import field, read_varint, size

Fields: TypeAlias = "dict[int, list[bytes | int]]"
"""The fields of a message by their number."""

_INT64_MAX: Final = (1 << 63) - 1


def encode_address(address: SdkAddress) -> bytes:
    """An ``Address``."""
    parts = ((b"\x0a", address.namespace), (b"\x12", address.name), (b"\x1a", address.id))
    return b"".join(field(tag, text.encode()) for tag, text in parts)


def encode_value(value: TypedValue) -> bytes:
    """A ``TypedValue``."""
    has_value = b"\x10\x01" if value.has_value else b""
    return field(b"\x0a", value.typename.encode()) + has_value + field(b"\x1a", value.value)


def encode_request(
    target: SdkAddress,
    states: Mapping[str, TypedValue | None],
    invocations: Iterable[tuple[SdkAddress | None, TypedValue]],
) -> bytes:
    """A ``ToFunction``: states without a value are named only; a caller of None is an ingress."""
    parts = [_whole(b"\x0a", encode_address(target))]
    for name, state in states.items():
        value_field = b"" if state is None else _whole(b"\x12", encode_value(state))
        parts.append(_whole(b"\x12", field(b"\x0a", name.encode()) + value_field))
    for caller, value in invocations:
        caller_field = b"" if caller is None else _whole(b"\x0a", encode_address(caller))
        parts.append(_whole(b"\x1a", caller_field + _whole(b"\x12", encode_value(value))))
    return _whole(b"\xa2\x06", b"".join(parts))


def _whole(tag: bytes, payload: bytes) -> bytes:
    return tag + size(len(payload)) + payload


def fields_of(data: bytes) -> Fields:
    """The fields of any message. Raises IndexError or ValueError for what is none."""
    fields: Fields = {}
    position = 0
    while position < len(data):
        tag, position = read_varint(data, position)
        value, position = read_varint(data, position)
        item: bytes | int = value if value <= _INT64_MAX else value - (1 << 64)
        if tag & 7 == 2:
            item, position = data[position : position + value], position + value
        elif tag & 7 != 0:
            raise ValueError(f"unexpected wire type {tag & 7}")
        fields.setdefault(tag >> 3, []).append(item)
    if position != len(data):
        raise IndexError
    return fields


def messages_of(fields: Fields, number: int) -> list[Fields]:
    """The sub-messages in a field."""
    return [fields_of(bytes_in(item)) for item in fields.get(number, [])]


def bytes_of(fields: Fields, number: int) -> bytes:
    """The bytes in a field; its default when it is not there."""
    return bytes_in(fields.get(number, [b""])[-1])


def text_of(fields: Fields, number: int) -> str:
    """The text in a field."""
    return bytes_of(fields, number).decode()


def number_of(fields: Fields, number: int) -> int:
    """The number in a field."""
    item = fields.get(number, [0])[-1]
    if not isinstance(item, int):
        raise TypeError("a field that should be a number is not")
    return item


def bytes_in(item: bytes | int) -> bytes:
    """The bytes of a field that has some."""
    if not isinstance(item, bytes):
        raise TypeError("a field that should have a length has none")
    return item
