"""The bytes of protobuf messages: the little of it that the protocol needs."""

from __future__ import annotations

from typing import Final

_VARINT_BYTES_MAX: Final = 10

# A varint's first byte has all of it below 128, which most lengths are.
_ONE_BYTE: Final = 0x80


def varint(number: int) -> bytes:
    """A number from 0 to 2^64 - 1, as a varint."""
    groups = bytearray()
    while number >= _ONE_BYTE:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


_SMALL: Final = tuple(map(varint, range(1024)))
_SMALL_COUNT: Final = len(_SMALL)


def size(number: int) -> bytes:
    """A length, as a varint."""
    if number < _SMALL_COUNT:
        return _SMALL[number]
    if number < 1 << 14:
        return bytes((number & 0x7F | 0x80, number >> 7))
    return varint(number)


def field(tag: bytes, payload: bytes) -> bytes:
    """A field with a length, left out when it is empty: proto3 leaves defaults out."""
    return tag + size(len(payload)) + payload if payload else b""


def utf8(what: str, text: str | bytes) -> bytes:
    """Text as UTF-8, which bytes must be already. ``what`` it is, for the message of TypeError and ValueError."""
    try:
        if isinstance(text, str):
            return text.encode()
        if isinstance(text, bytes):
            text.decode()
            return text
    except UnicodeEncodeError as error:
        raise ValueError(f"{what} has a lone surrogate, which has no UTF-8 form.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{what} is not UTF-8.") from error
    raise TypeError(f"{what} must be a str, not {type(text).__name__}.")


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """A varint of at most 64 bits, and the position after it. Raises IndexError or ValueError."""
    number = data[position]
    position += 1
    if number < _ONE_BYTE:
        return number, position
    number &= 0x7F
    for shift in range(7, 7 * _VARINT_BYTES_MAX, 7):
        byte = data[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < _ONE_BYTE:
            return number & 0xFFFF_FFFF_FFFF_FFFF, position
    raise ValueError(f"the number at byte {position - _VARINT_BYTES_MAX} has more than 64 bits")


_FIXED_BYTES: Final = {1: 8, 5: 4}


def skip_field(data: bytes, position: int) -> int:
    """The position after the field at this one, whatever it holds. Raises IndexError or ValueError.

    It may lie after the end of the data: the caller has to look.
    """
    start = position
    tag, position = read_varint(data, position)
    wire_type = tag & 7
    if not 0 < tag >> 3 < 1 << 29:
        raise ValueError(f"the tag at byte {start} has no valid field number")
    if wire_type == 0:
        return read_varint(data, position)[1]
    if wire_type == 2:
        length, position = read_varint(data, position)
        return position + length
    if wire_type in _FIXED_BYTES:
        return position + _FIXED_BYTES[wire_type]
    # Groups (3 and 4) are older than proto3; 6 and 7 never were.
    raise ValueError(f"the field at byte {start} has the unknown wire type {wire_type}")


def last_field(data: bytes, tag: int) -> int:
    """Where the value of the last field with this one-byte tag begins; -1 without one. Other fields are skipped.

    Raises ValueError when the data is not a message.
    """
    position, end, found = 0, len(data), -1
    try:
        while position < end:
            if data[position] == tag:
                found = position + 1
            position = skip_field(data, position)
    except IndexError:
        position = end + 1
    if position > end:
        raise ValueError("it ends in the middle of a field")
    return found
