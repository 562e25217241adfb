"""Prints the API of whichever SDK is installed; test_official starts it."""

import inspect
import json

import statefun

NAMES = [
    "TypeSerializer",
    "Type",
    "simple_type",
    "ValueSpec",
    "SdkAddress",
    "BoolType",
    "IntType",
    "FloatType",
    "DoubleType",
    "LongType",
    "StringType",
    "Message",
    "EgressMessage",
    "message_builder",
    "egress_message_builder",
    "kafka_egress_message",
    "kinesis_egress_message",
    "Context",
    "StatefulFunctions",
    "RequestReplyHandler",
    "make_protobuf_type",
    "make_json_type",
]


def parameters(what):
    return list(inspect.signature(what).parameters) if callable(what) else []


def api():
    for name in NAMES:
        what = getattr(statefun, name)
        yield name, parameters(what)
        if isinstance(what, type):
            for member in dir(what):
                if not member.startswith("_"):
                    yield f"{name}.{member}", parameters(getattr(what, member))


print(json.dumps(dict(api())))
