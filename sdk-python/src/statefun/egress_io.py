"""Records for the egresses to Apache Kafka and Amazon Kinesis."""

from __future__ import annotations

import struct
from typing import Any, Final

from statefun.core import Type, to_bytes
from statefun.messages import EgressMessage, TypedValue
from statefun.wire import field, utf8

KAFKA_RECORD: Final = "type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord"
KINESIS_RECORD: Final = "type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord"


def kafka_egress_message(
    typename: str,
    topic: str,
    value: Any,
    value_type: Type[Any] | None = None,
    key: str | bytes | None = None,
) -> EgressMessage:
    """A record for a Kafka egress: ``typename`` is its id in the module.

    Without ``value_type`` the value is a str (written as UTF-8), bytes, an int (4 bytes, big-endian, as Kafka's own
    IntegerSerializer writes it) or a float (8 bytes, as its DoubleSerializer does). The key is text; without one, the
    producer chooses the partition. Raises TypeError or ValueError for what does not fit.
    """
    if not topic:
        raise ValueError("A destination Kafka topic is missing")
    record = b"".join(
        (
            field(b"\x0a", utf8("The key of a Kafka record", key)) if key is not None else b"",
            field(b"\x12", _kafka_value(value, value_type)),
            field(b"\x1a", utf8("The topic of a Kafka record", topic)),
        )
    )
    return EgressMessage(typename, TypedValue(KAFKA_RECORD, True, record))


def kinesis_egress_message(
    typename: str,
    stream: str,
    value: Any,
    partition_key: str,
    value_type: Type[Any] | None = None,
    explicit_hash_key: str | None = None,
) -> EgressMessage:
    """A record for a Kinesis egress: ``typename`` is its id in the module.

    Without ``value_type`` the value is a str (written as UTF-8) or bytes. Raises TypeError or ValueError for what does
    not fit.
    """
    if not stream:
        raise ValueError("Missing destination Kinesis stream")
    if partition_key is None:
        raise ValueError("Missing partition key")
    hash_key = b"" if explicit_hash_key is None else utf8("The hash key of a Kinesis record", explicit_hash_key)
    record = b"".join(
        (
            field(b"\x0a", utf8("The partition key of a Kinesis record", partition_key)),
            field(b"\x12", _record_value("Kinesis", value, value_type)),
            field(b"\x1a", utf8("The stream of a Kinesis record", stream)),
            field(b"\x22", hash_key),
        )
    )
    return EgressMessage(typename, TypedValue(KINESIS_RECORD, True, record))


def _kafka_value(value: object, value_type: Type[Any] | None) -> bytes:
    if value_type is None and isinstance(value, int):
        try:
            return struct.pack(">i", value)
        except struct.error as error:
            raise ValueError(
                f"Without a value_type, an int in a Kafka record must be from -2^31 to 2^31 - 1, not {value}."
            ) from error
    if value_type is None and isinstance(value, float):
        return struct.pack(">d", value)
    return _record_value("Kafka", value, value_type)


def _record_value(kind: str, value: Any, value_type: Type[Any] | None) -> bytes:
    if value is None:
        raise ValueError("Missing value")
    if value_type is not None:
        return to_bytes(value_type, value)
    if isinstance(value, str):
        return utf8(f"The value of a {kind} record", value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    raise TypeError(f"A {kind} record's bytes can not be told from a {type(value).__name__}: give a value_type.")
