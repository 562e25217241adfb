"""The types of values under the names that scripts call them by, and how their values look in JSON."""

import hashlib
import math
from typing import Any, Callable, NamedTuple

from google.protobuf.timestamp_pb2 import Timestamp
from statefun import BoolType, DoubleType, FloatType, IntType, LongType, Message, StringType, Type
from statefun import make_json_type, make_protobuf_type, simple_type

HEX_BYTES_MAX = 64


def same(value):
    return value


class Kind(NamedTuple):
    type: Type
    from_json: Callable[[Any], Any] = same
    to_json: Callable[[Any], Any] = same


def bytes_json(value: bytes) -> str:
    """Bytes as text: all of them in hex, or of many a digest."""
    if len(value) <= HEX_BYTES_MAX:
        return value.hex()
    return "sha256:" + hashlib.sha256(value).hexdigest()


def bytes_of(json) -> bytes:
    """Hex, or {"bytes": n} for n bytes of 0x5a."""
    return bytes.fromhex(json) if isinstance(json, str) else b"\x5a" * json["bytes"]


def float_json(value: float):
    """A number, or text where JSON has no such number."""
    if value == 0 and math.copysign(1, value) < 0:
        return "-0.0"
    if math.isfinite(value):
        return value
    return str(value).replace("inf", "Infinity").replace("nan", "NaN")


KINDS = {
    "bool": Kind(BoolType),
    "int": Kind(IntType),
    # JSON's numbers don't hold all 64 bits in every language.
    "long": Kind(LongType, int, str),
    "float": Kind(FloatType, float, float_json),
    "double": Kind(DoubleType, float, float_json),
    "string": Kind(StringType),
    "json": Kind(make_json_type("conformance/Json")),
    "proto": Kind(
        make_protobuf_type(Timestamp),
        lambda json: Timestamp(seconds=json["seconds"], nanos=json["nanos"]),
        lambda value: {"seconds": value.seconds, "nanos": value.nanos},
    ),
    "custom": Kind(simple_type("conformance/Bytes", same, same), bytes_of, bytes_json),
}

SCRIPT = make_json_type("conformance/Script")
EGRESS_RECORD = make_json_type("io.statefun.playground/EgressRecord")

# What reads a message of a type, by the methods of the type's own where there are some.
_OWN = {
    "bool": (Message.is_bool, Message.as_bool),
    "int": (Message.is_int, Message.as_int),
    "long": (Message.is_long, Message.as_long),
    "float": (Message.is_float, Message.as_float),
    "double": (Message.is_double, Message.as_double),
    "string": (Message.is_string, Message.as_string),
}


def describe(message: Message) -> dict:
    raw = message.raw_value()
    described = {"typename": message.value_typename(), "length": len(raw), "bytes": bytes_json(raw), "is": []}
    for name, kind in KINDS.items():
        is_own, as_own = _OWN.get(
            name, (lambda m, k=kind: m.is_type(k.type), lambda m, k=kind: m.as_type(k.type))
        )
        if is_own(message):
            described["is"].append(name)
            described["value"] = kind.to_json(as_own(message))
    return described
