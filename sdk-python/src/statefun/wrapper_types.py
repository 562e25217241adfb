"""The built-in types, which the SDKs of all languages have.

Each is a protobuf message with the one field ``value = 1``, whose default (``0``, ``False``, ``""``) is no bytes at
all. The encodings are canonical, since the official Java SDK reads no other.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final, TypeVar

from statefun.core import Type, simple_type
from statefun.wire import last_field, read_varint, size, utf8

T = TypeVar("T")

_VARINT: Final = 0x08
_FIXED64: Final = 0x09
_BYTES: Final = 0x0A
_FIXED32: Final = 0x0D


def _bool_type() -> Type[bool]:
    name = "io.statefun.types/bool"

    def serialize(value: bool) -> bytes:
        if value is True:
            return b"\x08\x01"
        if value is False:
            return b""
        try:
            # As the official SDK: what counts as an integer is true or false, too.
            return b"\x08\x01" if value.__index__() else b""
        except AttributeError:
            raise TypeError(f"A value of type {name} must be True or False, not {value!r:.100}.") from None

    def deserialize(data: bytes) -> bool:
        if data == b"\x08\x01":
            return True
        return bool(_read(name, data, _VARINT, lambda at: read_varint(data, at)[0], 0))

    return simple_type(name, serialize, deserialize)


def _fixed_type(
    name: str, code: str, tag: int, zero: T, wanted: str, infinity: Callable[[T], bytes] | None = None
) -> Type[T]:
    """A number of fixed size, in the format of ``struct``."""
    packed = struct.Struct("<B" + code)
    pack, unpack, length = packed.pack, packed.unpack, packed.size
    value_at = struct.Struct("<" + code).unpack_from
    default = pack(tag, zero)

    def serialize(value: T) -> bytes:
        try:
            data = pack(tag, value)
        except (struct.error, TypeError) as error:
            fault = ValueError if isinstance(value, int) else TypeError
            raise fault(f"A value of type {name} must be {wanted}, not {value!r:.100}.") from error
        except OverflowError as error:
            if infinity is None or not isinstance(value, float):
                raise ValueError(f"A value of type {name} must be {wanted}, not {value!r:.100}.") from error
            return infinity(value)
        return b"" if data == default else data

    def deserialize(data: bytes) -> T:
        if len(data) == length and data[0] == tag:
            value: T = unpack(data)[1]
            return value
        return _read(name, data, tag, lambda at: value_at(data, at)[0], zero)

    return simple_type(name, serialize, deserialize)


def _infinite_float(value: float) -> bytes:
    """Numbers beyond 32 bits are infinite, as in the official SDKs."""
    return struct.pack("<Bf", _FIXED32, float("inf") if value > 0 else float("-inf"))


def _string_type() -> Type[str]:
    name = "io.statefun.types/string"
    what = f"A value of type {name}"

    def serialize(value: str) -> bytes:
        data = utf8(what, value)
        return b"".join((b"\x0a", size(len(data)), data)) if data else b""

    def deserialize(data: bytes) -> str:
        if not data:
            return ""
        try:
            # Almost always the one field is all there is.
            if data[0] == _BYTES:
                length, start = read_varint(data, 1)
                if start + length == len(data):
                    return data[start:].decode()
        except (IndexError, ValueError) as error:
            raise _malformed(name, data) from error
        return _read(name, data, _BYTES, lambda at: _text_at(data, at), "")

    return simple_type(name, serialize, deserialize)


def _text_at(data: bytes, position: int) -> str:
    length, position = read_varint(data, position)
    return data[position : position + length].decode()


def _read(name: str, data: bytes, tag: int, read: Callable[[int], T], default: T) -> T:
    """The value of the field with the tag, by any encoding that protobuf allows."""
    try:
        position = last_field(data, tag)
        return default if position < 0 else read(position)
    except ValueError as error:
        raise _malformed(name, data) from error


def _malformed(name: str, data: bytes) -> ValueError:
    return ValueError(f"These {len(data)} bytes are not of the type {name}. Was the value written as that type?")


BoolType = _bool_type()
IntType = _fixed_type("io.statefun.types/int", "i", _FIXED32, 0, "an integer from -2^31 to 2^31 - 1")
LongType = _fixed_type("io.statefun.types/long", "q", _FIXED64, 0, "an integer from -2^63 to 2^63 - 1")
FloatType = _fixed_type("io.statefun.types/float", "f", _FIXED32, 0.0, "a number", _infinite_float)
DoubleType = _fixed_type("io.statefun.types/double", "d", _FIXED64, 0.0, "a number")
StringType = _string_type()
