"""The wire format, against bytes that the official SDKs made (packages/protocol/test/vectors)."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from statefun import (
    BoolType,
    Context,
    DoubleType,
    FloatType,
    IntType,
    InvalidRequestError,
    LongType,
    Message,
    RequestReplyHandler,
    SdkAddress,
    StatefulFunctions,
    StringType,
    TypedValue,
    ValueSpec,
    egress_message_builder,
    kafka_egress_message,
    kinesis_egress_message,
    make_json_type,
    message_builder,
    simple_type,
)
from statefun.reply import cancellation_field, delayed_field, egress_field, incomplete, message_field, result
from statefun.request import read_request
from statefun.testing import kafka_record, kinesis_record

VECTORS = Path(__file__).parents[2] / "packages/protocol/test/vectors"
TYPES = {tpe.typename: tpe for tpe in (BoolType, IntType, LongType, FloatType, DoubleType, StringType)}


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def messages(kind: str) -> list[Any]:
    return [pytest.param(v, id=v["name"]) for v in vectors("messages.json") if v["message"] == kind]


def value_of(typename: str, value: Any) -> Any:
    """The values of types.json are text, where JSON has no such number."""
    if typename.endswith(("/int", "/long")):
        return int(value)
    return float(value) if typename.endswith(("/float", "/double")) else value


@pytest.mark.parametrize("vector", vectors("types.json")["small"], ids=lambda v: f"{v['typename']}={v['value']}")
def test_values_of_the_built_in_types_have_the_official_bytes(vector: Any) -> None:
    tpe: Any = TYPES[vector["typename"]]
    value = value_of(vector["typename"], vector["value"])
    data = tpe.serializer().serialize(value)
    if vector["value"] == "-0":
        # That protobuf drops the sign; newer ones keep it, as the Java SDK does, and so do we.
        assert vector["hex"] == ""
        assert data.hex() in ("0d00000080", "090000000000000080")
    else:
        assert data.hex() == vector["hex"]
    again = tpe.serializer().deserialize(data)
    # Tells -0.0 from 0.0, and knows NaN; what float32 rounds is the same bytes again.
    assert tpe.serializer().serialize(again) == data
    assert type(again) is type(value)


@pytest.mark.parametrize("vector", vectors("types.json")["large"], ids=lambda v: v["text"])
def test_a_mebibyte_of_text_has_the_official_bytes(vector: Any) -> None:
    text = vector["text"] * vector["times"]
    data = StringType.serializer().serialize(text)
    assert len(data) == vector["length"]
    assert hashlib.sha256(data).hexdigest() == vector["sha256"]
    assert StringType.serializer().deserialize(data) == text


def meant_value(meaning: Any) -> tuple[str, bytes | None]:
    if meaning is None:
        return "", None
    return meaning["typename"], bytes.fromhex(meaning["value"]["hex"]) if meaning["hasValue"] else None


def meant_address(meaning: Any) -> Any:
    """None for an address of nothing, too."""
    if meaning is None or not any(meaning.values()):
        return None
    return meaning["namespace"], meaning["type"], meaning["id"]


def plain(address: Any) -> Any:
    return None if address is None else (address[0].namespace, address[0].name, address[1])


@pytest.mark.parametrize("vector", messages("ToFunction"))
def test_requests_are_read_as_they_are_meant(vector: Any) -> None:
    data, meaning = bytes.fromhex(vector["hex"]), vector["meaning"]["invocation"]
    if meaning is None or meaning["target"] is None:
        with pytest.raises(InvalidRequestError):
            read_request(data)
        return
    for _ in range(2):  # The second time, names are known.
        request = read_request(data)
        assert plain(request.target) == tuple(meaning["target"].values())
        assert request.states == {one["stateName"]: meant_value(one["stateValue"]) for one in meaning["state"]}
        assert [(plain(caller), (typename, value)) for caller, typename, value in request.invocations] == [
            (meant_address(one["caller"]), meant_value(one["argument"])) for one in meaning["invocations"]
        ]


def message(meaning: Any) -> Message:
    target, argument = meaning["target"], meaning["argument"]
    value = bytes.fromhex(argument["value"]["hex"])
    typed_value = TypedValue(argument["typename"], argument["hasValue"], value)
    return Message(f"{target['namespace']}/{target['type']}", target["id"], typed_value)


def vector(kind: str, name: str) -> tuple[Any, str]:
    (found,) = (one for one in vectors("messages.json") if one["message"] == kind and one["name"] == name)
    return found["meaning"], found["hex"]


def test_messages_delayed_messages_and_cancellations_have_the_official_bytes() -> None:
    meaning, data = vector("FromFunction", "messages")
    first = meaning["invocationResult"]["outgoingMessages"][0]
    assert message_field(message(first)).hex() in data

    meaning, data = vector("FromFunction", "delayed messages and cancellations")
    encoded = 0
    for one in meaning["invocationResult"]["delayedInvocations"]:
        token = one["cancellationToken"]
        if one["isCancellationRequest"] and token:
            encoded += 1
            assert cancellation_field(token).hex() in data
        elif not one["isCancellationRequest"] and one["delayInMs"] >= 0:
            encoded += 1
            assert delayed_field(one["delayInMs"], message(one), token).hex() in data
    assert encoded == 5


def test_missing_states_are_asked_for_in_the_official_bytes() -> None:
    _, data = vector("FromFunction", "missing states with every expiration")
    specs = [
        ValueSpec("none", IntType),
        ValueSpec("written", IntType, expire_after_write=timedelta(milliseconds=1)),
    ]
    for spec in specs:
        assert incomplete([spec])[3:].hex() in data
    assert incomplete([]).hex() == vector("FromFunction", "no missing states")[1]
    assert result([]).hex() == vector("FromFunction", "an empty result")[1]


def test_kafka_and_kinesis_records_have_the_official_bytes() -> None:
    for name, record in (
        ("full", kafka_egress_message("a/b", "greetings", b"\x00\xff", key="k")),
        ("a unicode key", kafka_egress_message("a/b", "t", bytes(range(256)), key="schl\u00fcssel \U0001f511")),
    ):
        assert record.typed_value.value.hex() == vector("KafkaProducerRecord", name)[1]
    for name, record in (
        ("full", kinesis_egress_message("a/b", "stream", b"v", "p", explicit_hash_key="42")),
        ("no hash key", kinesis_egress_message("a/b", "stream", bytes(range(256)), "p")),
    ):
        assert record.typed_value.value.hex() == vector("KinesisEgressRecord", name)[1]
    meaning, data = vector("FromFunction", "egresses")
    assert meaning["invocationResult"]["outgoingEgresses"][0]["egressType"] == "greets"
    kafka = kafka_egress_message("example/greets", "greetings", b"\x00\xff", key="k")
    assert egress_field(kafka).hex() in data
    assert kafka_record(kafka).topic == "greetings"
    kinesis = kinesis_egress_message("example/stream", "stream", b"v", "p", explicit_hash_key="42")
    assert egress_field(kinesis).hex() in data
    assert kinesis_record(kinesis).explicit_hash_key == "42"


JSON = make_json_type("example/Json")
RAW = simple_type("example/raw", bytes, bytes)
functions = StatefulFunctions()


@functions.bind(
    "example/all",
    [
        ValueSpec("visits", IntType),
        ValueSpec("seen", LongType, expire_after_call=timedelta(days=1)),
        ValueSpec("profile", JSON, expire_after_write=timedelta(milliseconds=1)),
        ValueSpec("gone", StringType),
    ],
)
def use_all(context: Context, message: Message) -> None:
    """As in make-vectors.py, which says the same to the official SDK."""
    context.storage.visits = (context.storage.visits or 0) + 1
    context.storage.seen = 2**63 - 1
    context.storage.profile = {"name": message.as_string(), "visits": context.storage.visits}
    del context.storage.gone
    context.send(message_builder("example/greeter", "x", value=b"\x00\xff", value_type=RAW))
    context.send(message_builder("example/greeter", "x", bool_value=False))
    later = message_builder("example/greeter", "x", double_value=-0.5)
    context.send_after(timedelta(minutes=15), later)
    context.send_after(timedelta(days=3), later, cancellation_token="flow-1234")
    context.cancel_delayed_message("flow-1234")
    context.send_egress(kafka_egress_message("example/greets", "greetings", "hi", key=context.address.id))
    context.send_egress(kafka_egress_message("example/greets", "greetings", 258))
    context.send_egress(kinesis_egress_message("example/stream", "s", b"v", "p", explicit_hash_key="42"))
    context.send_egress(egress_message_builder("example/any", {"a": 1}, JSON))


@pytest.mark.parametrize("case", vectors("python-sdk.json"), ids=lambda case: case["name"])
def test_a_function_that_uses_everything_answers_in_the_official_bytes(case: Any) -> None:
    assert RequestReplyHandler(functions).handle_sync(bytes.fromhex(case["request"])).hex() == case["response"]


def test_the_addresses_of_a_call_are_those_of_the_request() -> None:
    seen: list[Any] = []

    def look(context: Context, message: Message) -> None:
        seen.append((context.address, context.caller, message.as_string()))

    looking = StatefulFunctions()
    looking.register("example/all", look)
    for case in vectors("python-sdk.json"):
        RequestReplyHandler(looking).handle_sync(bytes.fromhex(case["request"]))
    me = SdkAddress("example", "all", "Bob", "example/all")
    caller = SdkAddress("example", "caller", "c", "example/caller")
    assert seen == [(me, caller, "Bob")] * 3
