"""Calls functions in memory, as the runtime would, and shows what they did::

    bob = FunctionInstance(functions, "example/person", "Bob", state={"visits": 1})
    effects = bob.call(str_value="hi")
    assert bob.state == {"visits": 2}
    assert effects.messages[0].as_string() == "Bob was here"

Requests and replies go through their wire format, so what passes here works over HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from statefun.core import SdkAddress, ValueSpec, parse_typename, to_bytes
from statefun.egress_io import KAFKA_RECORD, KINESIS_RECORD
from statefun.messages import EgressMessage, Message, TypedValue, message_builder
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.statefun_builder import StatefulFunctions
from statefun.testing._wire import (
    Fields,
    bytes_of,
    encode_request,
    fields_of,
    messages_of,
    number_of,
    text_of,
)

__all__ = [
    "DelayedMessage",
    "Effects",
    "FunctionInstance",
    "KafkaRecord",
    "KinesisRecord",
    "address",
    "kafka_record",
    "kinesis_record",
]


def address(typename: str, id: str) -> SdkAddress:
    """The address of an instance of a function, for a caller."""
    namespace, name = parse_typename(typename)
    return SdkAddress(namespace, name, id, typename)


@dataclass(frozen=True)
class DelayedMessage:
    """A message that was sent by ``send_after``."""

    delay: timedelta
    message: Message
    cancellation_token: str
    """Empty for none."""


@dataclass(frozen=True)
class Effects:
    """What a call did beside its changes of state; each list in the order of sending."""

    messages: list[Message]
    delayed: list[DelayedMessage]
    cancellations: list[str]
    """The tokens."""
    egress: list[EgressMessage]


class FunctionInstance:
    """One address of a function, which keeps its state from call to call as the runtime would.

    ``state`` are the values to begin with, by name. States do not expire by themselves.
    """

    def __init__(
        self, functions: StatefulFunctions, typename: str, id: str, *, state: Mapping[str, Any] | None = None
    ) -> None:
        self.address = address(typename, id)
        self._handler = RequestReplyHandler(functions)
        self._specs: dict[str, ValueSpec[Any]] = {spec.name: spec for spec in functions.for_typename(typename).specs}
        self._states: dict[str, TypedValue | None] = dict.fromkeys(self._specs)
        for name, value in (state or {}).items():
            self.set_state(name, value)

    @property
    def state(self) -> dict[str, Any]:
        """The states that have a value, by name."""
        return {
            name: self._specs[name].type.serializer().deserialize(state.value)
            for name, state in self._states.items()
            if state is not None
        }

    def set_state(self, name: str, value: Any) -> None:
        """Sets a state, or removes it by None, as if it had expired. Raises KeyError for one that is not declared."""
        tpe = self._specs[name].type
        self._states[name] = None if value is None else TypedValue(tpe.typename, True, to_bytes(tpe, value))

    def call(self, *, caller: SdkAddress | None = None, **value: Any) -> Effects:
        """Calls the function with one message, whose value is given as to ``message_builder``.

        Without a caller the message comes from an ingress. Raises what the function raises.
        """
        return self.call_batch(message_builder(self.address.typename, self.address.id, **value), caller=caller)

    def call_batch(self, *messages: Message, caller: SdkAddress | None = None) -> Effects:
        """Calls the function with several messages at once; what counts of them is their value."""
        return self._apply(self._handler.handle_sync(self._request(messages, caller)))

    async def call_async(self, *, caller: SdkAddress | None = None, **value: Any) -> Effects:
        """As ``call``, within an event loop."""
        message = message_builder(self.address.typename, self.address.id, **value)
        return self._apply(await self._handler.handle_async(self._request((message,), caller)))

    def _request(self, messages: tuple[Message, ...], caller: SdkAddress | None) -> bytes:
        return encode_request(self.address, self._states, [(caller, message.typed_value) for message in messages])

    def _apply(self, reply: bytes) -> Effects:
        result = messages_of(fields_of(reply), 100)[0]
        for change in messages_of(result, 1):
            values = [_typed_value(value) for value in messages_of(change, 3)]
            self._states[text_of(change, 2)] = values[0] if number_of(change, 1) else None
        delayed = messages_of(result, 3)
        return Effects(
            messages=[_message(one, 1) for one in messages_of(result, 2)],
            delayed=[_delayed(one) for one in delayed if not number_of(one, 10)],
            cancellations=[text_of(one, 11) for one in delayed if number_of(one, 10)],
            egress=[_egress(one) for one in messages_of(result, 4)],
        )


@dataclass(frozen=True)
class KafkaRecord:
    """What ``kafka_egress_message`` made; the key is empty for none."""

    topic: str
    key: str
    value: bytes


def kafka_record(message: EgressMessage) -> KafkaRecord:
    """The Kafka record in what was sent to an egress. Raises ValueError when it is none."""
    fields = _record(message, KAFKA_RECORD)
    return KafkaRecord(text_of(fields, 3), text_of(fields, 1), bytes_of(fields, 2))


@dataclass(frozen=True)
class KinesisRecord:
    """What ``kinesis_egress_message`` made; the hash key is empty for none."""

    stream: str
    partition_key: str
    value: bytes
    explicit_hash_key: str


def kinesis_record(message: EgressMessage) -> KinesisRecord:
    """The Kinesis record in what was sent to an egress. Raises ValueError when it is none."""
    fields = _record(message, KINESIS_RECORD)
    return KinesisRecord(text_of(fields, 3), text_of(fields, 1), bytes_of(fields, 2), text_of(fields, 4))


def _record(message: EgressMessage, typename: str) -> Fields:
    if message.value_typename() != typename:
        raise ValueError(f"This record is of type {message.value_typename()}, not {typename}.")
    return fields_of(message.typed_value.value)


def _typed_value(fields: Fields) -> TypedValue:
    return TypedValue(text_of(fields, 1), bool(number_of(fields, 2)), bytes_of(fields, 3))


def _message(fields: Fields, target_number: int) -> Message:
    target = messages_of(fields, target_number)[0]
    value = _typed_value(messages_of(fields, target_number + 1)[0])
    return Message(f"{text_of(target, 1)}/{text_of(target, 2)}", text_of(target, 3), value)


def _delayed(fields: Fields) -> DelayedMessage:
    return DelayedMessage(timedelta(milliseconds=number_of(fields, 1)), _message(fields, 2), text_of(fields, 11))


def _egress(fields: Fields) -> EgressMessage:
    value = _typed_value(messages_of(fields, 3)[0])
    return EgressMessage(f"{text_of(fields, 1)}/{text_of(fields, 2)}", value)
