"""Messages and records: what their builders take, and how values are read."""

from typing import Any

import pytest

from statefun import (
    DoubleType,
    EgressMessage,
    FloatType,
    IntType,
    Message,
    StringType,
    TypedValue,
    egress_message_builder,
    kafka_egress_message,
    kinesis_egress_message,
    make_json_type,
    message_builder,
)
from statefun.reply import message_field
from statefun.testing import kafka_record, kinesis_record

JSON = make_json_type("example/Json")


@pytest.mark.parametrize(
    ("keyword", "value", "kind"),
    [
        ("int_value", -5, "int"),
        ("long_value", 2**40, "long"),
        ("float_value", 0.5, "float"),
        ("double_value", 0.1, "double"),
        ("str_value", "Bob", "string"),
        ("bool_value", False, "bool"),
    ],
)
def test_a_message_of_a_built_in_type_is_read_as_that(keyword: str, value: Any, kind: str) -> None:
    message = message_builder("example/person", "Bob", **{keyword: value})
    kinds = ["int", "long", "float", "double", "string", "bool"]
    assert [one for one in kinds if getattr(message, f"is_{one}")()] == [kind]
    assert getattr(message, f"as_{kind}")() == value
    assert message.value_typename() == f"io.statefun.types/{kind}"
    assert (message.target_typename, message.target_id) == ("example/person", "Bob")


def test_a_message_of_another_type_names_it() -> None:
    message = message_builder(target_typename="example/person", target_id="Bob", value={"a": 1}, value_type=JSON)
    assert message.is_type(JSON)
    assert message.as_type(JSON) == {"a": 1}
    assert message.raw_value() == b'{"a": 1}'
    assert message.typed_value == TypedValue("example/Json", True, b'{"a": 1}')
    assert "Bob" in repr(message)
    assert '"a"' not in repr(message)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({}, TypeError, "not nothing"),
        ({"int_value": 1, "str_value": "a"}, TypeError, "not int_value, str_value"),
        ({"value": 1, "int_value": 1}, TypeError, "not value, int_value"),
        ({"value": 1}, ValueError, "What is value"),
        ({"number": 1}, ValueError, "What is number"),
        ({"int_value": None}, ValueError, "value can not be missing"),
        ({"value": None, "value_type": JSON}, ValueError, "value can not be missing"),
        ({"value": 1, "value_type": None}, ValueError, "value_type can not be missing"),
        ({"int_value": 2**31}, ValueError, r"2\^31"),
        ({"target_typename": "", "int_value": 1}, ValueError, "target_typename"),
        ({"target_id": "", "int_value": 1}, ValueError, "target_id"),
    ],
)
def test_a_message_that_can_not_be_is_refused(options: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        message_builder(**{"target_typename": "a/b", "target_id": "c", **options})


@pytest.mark.parametrize(
    ("typename", "id", "error", "says"),
    [
        ("person", "Bob", ValueError, "Invalid type name 'person'"),
        ("a/\ud800", "Bob", ValueError, "type name has a lone surrogate"),
        ("a/b", "\udfff", ValueError, "id of a message's target has a lone surrogate"),
        ("a/b", 5, TypeError, "id of a message's target must be a str, not int"),
    ],
)
def test_an_address_that_can_not_be_is_refused_when_it_is_sent_to(
    typename: str, id: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        message_field(message_builder(typename, id, int_value=1))


def test_a_message_can_be_made_of_a_typed_value_as_users_do_in_tests() -> None:
    message = Message("a/b", "c", TypedValue(StringType.typename, True, b"\x0a\x01x"))
    assert message.as_string() == "x"
    absent = Message(target_typename="a/b", target_id="c", typed_value=TypedValue(StringType.typename, False, b""))
    assert absent.as_string() is None
    assert absent.raw_value() is None
    for arguments in (("", "c", TypedValue("", True, b"")), ("a/b", "", TypedValue("", True, b"")), ("a/b", "c", None)):
        with pytest.raises(ValueError, match="can not be missing"):
            Message(*arguments)


def test_a_kafka_record_of_each_untyped_value() -> None:
    for value, written in (
        ("text \u00e9", "text \u00e9".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"ab"), b"ab"),
        (258, b"\x00\x00\x01\x02"),
        (-1, b"\xff\xff\xff\xff"),
        (0.5, b"\x3f\xe0\x00\x00\x00\x00\x00\x00"),
        ("", b""),
    ):
        record = kafka_record(kafka_egress_message("example/out", "topic", value, key="k"))
        assert (record.topic, record.key, record.value) == ("topic", "k", written)


def test_a_kafka_record_of_a_typed_value_and_a_key_of_bytes() -> None:
    message = kafka_egress_message(typename="example/out", topic="t", value={"a": 1}, value_type=JSON, key=b"key")
    assert kafka_record(message).value == b'{"a": 1}'
    assert kafka_record(message).key == "key"
    assert message.typename == "example/out"
    assert message.value_typename() == "type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord"
    assert kafka_record(kafka_egress_message("example/out", "t", 5, IntType)).value == b"\x0d\x05\x00\x00\x00"
    assert kafka_record(kafka_egress_message("example/out", "t", 1.5, FloatType)).value == b"\x0d\x00\x00\xc0\x3f"


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"topic": ""}, ValueError, "topic is missing"),
        ({"value": None}, ValueError, "Missing value"),
        ({"value": 2**31}, ValueError, r"2\^31"),
        ({"value": {}}, TypeError, "dict"),
        ({"value": "\ud800"}, ValueError, "value of a Kafka record has a lone surrogate"),
        ({"key": "\ud800"}, ValueError, "key of a Kafka record has a lone surrogate"),
        ({"key": b"\xff"}, ValueError, "key of a Kafka record is not UTF-8"),
        ({"key": 5}, TypeError, "key of a Kafka record must be a str"),
        ({"typename": ""}, ValueError, "typename is missing"),
    ],
)
def test_a_kafka_record_that_can_not_be_is_refused(options: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        kafka_egress_message(**{"typename": "a/b", "topic": "t", "value": "v", **options})


def test_a_kinesis_record_has_its_parts() -> None:
    message = kinesis_egress_message("example/out", "stream", "v", "p", explicit_hash_key="42")
    record = kinesis_record(message)
    assert (record.stream, record.value, record.partition_key, record.explicit_hash_key) == ("stream", b"v", "p", "42")
    typed = kinesis_egress_message("example/out", "s", 0.1, partition_key="", value_type=DoubleType)
    assert kinesis_record(typed).value == DoubleType.serializer().serialize(0.1)
    with pytest.raises(ValueError, match=r"not type\.googleapis"):
        kafka_record(message)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"stream": ""}, ValueError, "stream"),
        ({"value": None}, ValueError, "Missing value"),
        ({"partition_key": None}, ValueError, "partition key"),
        ({"partition_key": "\ud800"}, ValueError, "partition key of a Kinesis record has a lone surrogate"),
        ({"value": 5}, TypeError, "int"),
    ],
)
def test_a_kinesis_record_that_can_not_be_is_refused(
    options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        kinesis_egress_message(**{"typename": "a/b", "stream": "s", "value": "v", "partition_key": "p", **options})


def test_a_record_for_any_egress() -> None:
    message = egress_message_builder(target_typename="example/any", value={"a": 1}, value_type=JSON)
    assert (message.typename, message.value_typename(), message.raw_value()) == (
        "example/any",
        JSON.typename,
        b'{"a": 1}',
    )
    assert EgressMessage("a/b", TypedValue("", False, b"")).raw_value() is None
    with pytest.raises(ValueError, match="typename"):
        egress_message_builder("", 1, IntType)
    with pytest.raises(ValueError, match="value"):
        egress_message_builder("a/b", None, JSON)
