"""Writes what the runtime gets back: a ``FromFunction`` message.

Each part is encoded when the function hands it over, so that what is wrong with it is raised there. Names that come
again and again are encoded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from statefun.core import ValueSpec, parse_typename
from statefun.messages import EgressMessage, Message
from statefun.wire import field, size, utf8, varint

_MEMO_MAX: Final = 4096

_address_heads: dict[str, bytes] = {}
_value_heads: dict[str, bytes] = {}


def _address_head(typename: str) -> bytes:
    """Namespace and name of a function type, as the first two fields of an Address."""
    namespace, name = parse_typename(typename)
    head = field(b"\x0a", utf8("A type name", namespace)) + field(b"\x12", utf8("A type name", name))
    if len(_address_heads) >= _MEMO_MAX:
        _address_heads.clear()
    _address_heads[typename] = head
    return head


def _value_head(typename: str) -> bytes:
    """The type name of a present value, as the first two fields of a TypedValue."""
    head = field(b"\x0a", utf8("A type name", typename)) + b"\x10\x01"
    if len(_value_heads) >= _MEMO_MAX:
        _value_heads.clear()
    _value_heads[typename] = head
    return head


def _append_message(parts: list[bytes], address_tag: bytes, message: Message, value_tag: bytes) -> int:
    """Appends the target and the value of a message as two fields; returns their length."""
    head = _address_heads.get(message.target_typename) or _address_head(message.target_typename)
    target_id = utf8("The id of a message's target", message.target_id)
    id_size = size(len(target_id))
    address_length = len(head) + 1 + len(id_size) + len(target_id)
    address_size = size(address_length)
    parts += (address_tag, address_size, head, b"\x1a", id_size, target_id)
    typename, value = message._value_typename, message._value
    return 1 + len(address_size) + address_length + _append_value(parts, value_tag, typename, value)


def _append_value(parts: list[bytes], tag: bytes, typename: str, value: bytes | None) -> int:
    """Appends a TypedValue as a field; returns its length."""
    if value:
        head = _value_heads.get(typename) or _value_head(typename)
        value_size = size(len(value))
        length = len(head) + 1 + len(value_size) + len(value)
        length_size = size(length)
        parts += (tag, length_size, head, b"\x1a", value_size, value)
    else:
        # A default is no bytes, and is a value all the same.
        head = field(b"\x0a", utf8("A type name", typename)) + (b"" if value is None else b"\x10\x01")
        length = len(head)
        length_size = size(length)
        parts += (tag, length_size, head)
    return 1 + len(length_size) + length


def message_field(message: Message) -> bytes:
    """A message to send, as a field of the result."""
    parts: list[bytes] = []
    length = _append_message(parts, b"\x0a", message, b"\x12")
    return b"".join((b"\x12", size(length), *parts))


def delayed_field(delay_ms: int, message: Message, token: str | None) -> bytes:
    """A delayed message, as a field of the result."""
    delay = b"\x08" + varint(delay_ms) if delay_ms else b""
    parts = [delay]
    length = len(delay) + _append_message(parts, b"\x12", message, b"\x1a")
    token_field = field(b"\x5a", utf8("A cancellation token", token)) if token else b""
    return b"".join((b"\x1a", size(length + len(token_field)), *parts, token_field))


def cancellation_field(token: str) -> bytes:
    """The cancellation of a delayed message, as a field of the result."""
    return field(b"\x1a", b"\x50\x01" + field(b"\x5a", utf8("A cancellation token", token)))


def egress_field(message: EgressMessage) -> bytes:
    """A record for an egress, as a field of the result."""
    head = _address_heads.get(message.typename) or _address_head(message.typename)
    parts = [head]
    value = message.typed_value
    length = len(head) + _append_value(parts, b"\x1a", value.typename, message.raw_value())
    return b"".join((b"\x22", size(length), *parts))


class StateFields:
    """The changes of a state, as fields of the result: what is the same in all of them is encoded once."""

    __slots__ = ("_head", "_typename", "deleted")

    def __init__(self, spec: ValueSpec[Any]) -> None:
        name = field(b"\x12", utf8("The name of a state", spec.name))
        self._head = b"\x08\x01" + name
        self._typename = spec.type.typename
        self.deleted = field(b"\x0a", name)

    def modified(self, value: bytes) -> bytes:
        head = self._head
        parts: list[bytes] = []
        length = len(head) + _append_value(parts, b"\x1a", self._typename, value)
        return b"".join((b"\x0a", size(length), head, *parts))


def result(parts: Sequence[bytes]) -> bytes:
    """The reply that has these fields: state changes, messages, delayed ones and cancellations, egress records."""
    length = sum(map(len, parts))
    return b"".join((b"\xa2\x06", size(length), *parts))


_EXPIRE_AFTER_WRITE: Final = 1
_EXPIRE_AFTER_CALL: Final = 2


def incomplete(missing: Iterable[ValueSpec[Any]]) -> bytes:
    """The reply that asks for states that the runtime does not know yet."""
    specs = b"".join(_whole_field(b"\x0a", _persisted_value_spec(spec)) for spec in missing)
    return b"\xaa\x06" + size(len(specs)) + specs


def _persisted_value_spec(spec: ValueSpec[Any]) -> bytes:
    expiration = b""
    if spec.duration:
        mode = _EXPIRE_AFTER_CALL if spec.after_call else _EXPIRE_AFTER_WRITE
        expiration = b"\x08" + varint(mode) + b"\x10" + varint(spec.duration)
    return b"".join(
        (
            field(b"\x0a", utf8("The name of a state", spec.name)),
            # Explicit when there is none, too, as the official SDK has it.
            _whole_field(b"\x12", expiration),
            field(b"\x1a", utf8("A type name", spec.type.typename)),
        )
    )


def _whole_field(tag: bytes, payload: bytes) -> bytes:
    """A field with a sub-message, which is there even when it is empty."""
    return tag + size(len(payload)) + payload
