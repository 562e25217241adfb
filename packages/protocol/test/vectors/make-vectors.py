"""Makes messages.json, types.json and python-sdk.json with the official Python SDK (see README.md).

Every message is described once, as the TypeScript shape of it (the protobuf JSON names, every field set,
bytes as {"hex": ...}); the bytes come from the generated classes of the official SDK.
"""

import hashlib
import json
import pathlib
from datetime import timedelta

from google.protobuf.descriptor import FieldDescriptor
from statefun import (
    BoolType, DoubleType, FloatType, IntType, LongType, RequestReplyHandler, StatefulFunctions, StringType,
    ValueSpec, egress_message_builder, kafka_egress_message, kinesis_egress_message, make_json_type,
    message_builder, simple_type,
)
from statefun.kafka_egress_pb2 import KafkaProducerRecord
from statefun.kinesis_egress_pb2 import KinesisEgressRecord
from statefun.request_reply_pb2 import FromFunction, ToFunction

HERE = pathlib.Path(__file__).parent
MAX_SAFE = 2**53 - 1


def write(name, what):
    (HERE / name).write_text(json.dumps(what, indent=2, ensure_ascii=True) + "\n")


# --------------------------------------------------------------------------------------------- messages


def fill(message, meaning):
    """Sets the fields of an official message to what the meaning says."""
    for name, value in meaning.items():
        field = next(f for f in message.DESCRIPTOR.fields if f.json_name == name)
        if value is None:
            continue
        if field.label == FieldDescriptor.LABEL_REPEATED:
            for item in value:
                fill(getattr(message, field.name).add(), item)
        elif field.message_type:
            child = getattr(message, field.name)
            child.SetInParent()
            fill(child, value)
        elif isinstance(value, dict):
            data = bytes.fromhex(value["hex"])
            is_text = field.type == FieldDescriptor.TYPE_STRING
            setattr(message, field.name, data.decode() if is_text else data)
        else:
            setattr(message, field.name, value)
    return message


def hexed(data):
    return {"hex": data.hex()}


def address(namespace="example", type="person", id="Bob"):
    return {"namespace": namespace, "type": type, "id": id}


def typed(typename="io.statefun.types/string", value=b"\n\x03Bob", has_value=True):
    return {"typename": typename, "hasValue": has_value, "value": hexed(value)}


def to_function(target=None, state=(), invocations=()):
    return {"invocation": {"target": target, "state": list(state), "invocations": list(invocations)}}


def result(mutations=(), messages=(), delayed=(), egresses=()):
    return {
        "invocationResult": {
            "stateMutations": list(mutations),
            "outgoingMessages": list(messages),
            "delayedInvocations": list(delayed),
            "outgoingEgresses": list(egresses),
        },
        "incompleteInvocationContext": None,
    }


def incomplete(*specs):
    return {"invocationResult": None, "incompleteInvocationContext": {"missingValues": list(specs)}}


def state_spec(name, mode, millis, typename="io.statefun.types/int"):
    expiration = None if mode is None else {"mode": mode, "expireAfterMillis": millis}
    return {"stateName": name, "expirationSpec": expiration, "typeTypename": typename}


def delayed(delay, target=None, argument=None, cancel=False, token=""):
    return {
        "delayInMs": delay,
        "target": target,
        "argument": argument,
        "isCancellationRequest": cancel,
        "cancellationToken": token,
    }


def kafka(key, value, topic):
    return {"key": hexed(key.encode()), "valueBytes": hexed(value), "topic": topic}


def kinesis(partition_key, value, stream, hash_key=""):
    return {
        "partitionKey": partition_key,
        "valueBytes": hexed(value),
        "stream": stream,
        "explicitHashKey": hash_key,
    }


def encoded(cls, meaning):
    return fill(cls(), meaning).SerializeToString()


RECORD = "type.googleapis.com/io.statefun.sdk.egress."
KAFKA = kafka("k", b"\x00\xff", "greetings")
KINESIS = kinesis("p", b"v", "stream", "42")
KAFKA_VALUE = typed(RECORD + "KafkaProducerRecord", encoded(KafkaProducerRecord, KAFKA))
KINESIS_VALUE = typed(RECORD + "KinesisEgressRecord", encoded(KinesisEgressRecord, KINESIS))

MESSAGES = {
    "ToFunction": (ToFunction, {
        "no request": {"invocation": None},
        "an empty request": to_function(),
        "a first call": to_function(address(), [], [{"caller": None, "argument": typed()}]),
        "an address with unicode and slashes": to_function(address("a/b.c", "täsk", "id/\u0000\n\U0001f600")),
        "an address of empty parts": to_function(address("", "", "")),
        "states: unset, empty, set": to_function(
            address(),
            [
                {"stateName": "unset", "stateValue": None},
                {"stateName": "zero", "stateValue": typed("io.statefun.types/int", b"")},
                {"stateName": "raw", "stateValue": typed("example/raw", bytes(range(256)))},
                {"stateName": "absent", "stateValue": typed("", b"", False)},
                {"stateName": "", "stateValue": None},
            ],
        ),
        "a batch from an ingress and from functions": to_function(
            address(),
            [],
            [
                {"caller": None, "argument": typed()},
                {"caller": address("example", "greeter", "1"), "argument": typed("a/b", b"x" * 300)},
                {"caller": address("", "", ""), "argument": None},
                {"caller": None, "argument": None},
            ],
        ),
    }),
    "FromFunction": (FromFunction, {
        "no response": {"invocationResult": None, "incompleteInvocationContext": None},
        "an empty result": result(),
        "mutations": result(mutations=[
            {"mutationType": 1, "stateName": "visits", "stateValue": typed("io.statefun.types/int", b"\r\x01\x00\x00\x00")},
            {"mutationType": 1, "stateName": "zero", "stateValue": typed("io.statefun.types/int", b"")},
            {"mutationType": 0, "stateName": "gone", "stateValue": None},
            {"mutationType": 0, "stateName": "", "stateValue": None},
        ]),
        "messages": result(messages=[
            {"target": address(), "argument": typed()},
            {"target": address("example", "greeter", ""), "argument": None},
            {"target": None, "argument": None},
        ]),
        "delayed messages and cancellations": result(delayed=[
            delayed(0, address(), typed()),
            delayed(1, address(), typed(), token="token"),
            delayed(259200000, address(), typed("a/b", b""), token="flow-\u00e9"),
            delayed(MAX_SAFE, address(), typed()),
            delayed(-1, address(), typed()),
            delayed(0, cancel=True, token="token"),
            delayed(0, cancel=True),
        ]),
        "egresses": result(egresses=[
            {"egressNamespace": "example", "egressType": "greets", "argument": KAFKA_VALUE},
            {"egressNamespace": "example", "egressType": "stream", "argument": KINESIS_VALUE},
            {"egressNamespace": "", "egressType": "", "argument": None},
        ]),
        "everything at once": result(
            [{"mutationType": 1, "stateName": "s", "stateValue": typed()}],
            [{"target": address(), "argument": typed()}],
            [delayed(5, address(), typed(), token="t"), delayed(0, cancel=True, token="t")],
            [{"egressNamespace": "e", "egressType": "x", "argument": KAFKA_VALUE}],
        ),
        "missing states with every expiration": incomplete(
            state_spec("none", 0, 0),
            state_spec("unset", None, 0),
            state_spec("written", 1, 1),
            state_spec("called", 2, MAX_SAFE, "example/User"),
            state_spec("", 0, 0, ""),
        ),
        "no missing states": incomplete(),
    }),
    "KafkaProducerRecord": (KafkaProducerRecord, {
        "empty": kafka("", b"", ""),
        "full": KAFKA,
        "a unicode key": kafka("schl\u00fcssel \U0001f511", bytes(range(256)), "t"),
    }),
    "KinesisEgressRecord": (KinesisEgressRecord, {
        "empty": kinesis("", b"", ""),
        "full": KINESIS,
        "no hash key": kinesis("p", bytes(range(256)), "stream"),
    }),
}


def message_vectors():
    return [
        {"message": message, "name": name, "meaning": meaning, "hex": encoded(cls, meaning).hex()}
        for message, (cls, cases) in MESSAGES.items()
        for name, meaning in cases.items()
    ]


# ------------------------------------------------------------------------------------------------ types

FLOAT_MAX = 3.4028234663852886e38
FLOAT_MIN = 1.401298464324817e-45
SPECIAL = ["NaN", "Infinity", "-Infinity"]

VALUES = [
    (BoolType, [False, True]),
    (IntType, [0, 1, -1, 127, 128, 65536, 2**31 - 1, -(2**31)]),
    (LongType, [0, 1, -1, 2**31, MAX_SAFE, -MAX_SAFE, 2**53 + 1, 2**63 - 1, -(2**63)]),
    (FloatType, [0.0, -0.0, 1.0, -1.5, 0.1, FLOAT_MAX, -FLOAT_MAX, FLOAT_MIN] + SPECIAL),
    (DoubleType, [0.0, -0.0, 1.0, -1.5, 0.1, 1.7976931348623157e308, 5e-324] + SPECIAL),
    (StringType, ["", "Bob", "\u0000", "\u00e9\u4e2d\U0001f600", "x" * 127, "x" * 128, "\ufeffbom", "a\u2028b"]),
]
REPEATED = [("x", 2**20), ("\u00e9", 2**19), ("\U0001f600", 2**18)]


def as_json(value):
    if isinstance(value, float) and str(value) == "-0.0":
        return "-0"
    return value if isinstance(value, bool) else str(value)


def type_vectors():
    small = [
        {"typename": t.typename, "value": as_json(v), "hex": t.serializer().serialize(number(v)).hex()}
        for t, values in VALUES
        for v in values
    ]
    large = []
    for text, times in REPEATED:
        data = StringType.serializer().serialize(text * times)
        digest = hashlib.sha256(data).hexdigest()
        large.append({"text": text, "times": times, "length": len(data), "sha256": digest})
    return {"small": small, "large": large}


def number(value):
    return float(value) if value in SPECIAL else value


# --------------------------------------------------------------------------- answers of the SDK's handler

functions = StatefulFunctions()
JSON = make_json_type("example/Json")
RAW = simple_type("example/raw", bytes, bytes)


@functions.bind("example/all", [
    ValueSpec("visits", IntType),
    ValueSpec("seen", LongType, expire_after_call=timedelta(days=1)),
    ValueSpec("profile", JSON, expire_after_write=timedelta(milliseconds=1)),
    ValueSpec("gone", StringType),
])
def use_all(context, message):
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


def python_sdk():
    handler = RequestReplyHandler(functions)
    message = {"caller": address("example", "caller", "c"), "argument": typed()}
    names = ["gone", "profile", "seen", "visits"]
    cases = {
        "states are missing": ("example/all", [{"stateName": "visits", "stateValue": None}], [message]),
        "a batch of two": ("example/all", [{"stateName": n, "stateValue": None} for n in names], [message] * 2),
    }
    answers = []
    for name, (typename, state, invocations) in cases.items():
        namespace, type = typename.split("/")
        request = encoded(ToFunction, to_function(address(namespace, type), state, invocations))
        answers.append({"name": name, "request": request.hex(), "response": handler.handle_sync(request).hex()})
    return answers


write("messages.json", message_vectors())
write("types.json", type_vectors())
write("python-sdk.json", python_sdk())
