"""Types of values: what they take, and what they say of what they don't take."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import StringValue

from statefun import (
    BoolType,
    DoubleType,
    FloatType,
    IntType,
    LongType,
    SdkAddress,
    StringType,
    Type,
    TypeSerializer,
    ValueSpec,
    make_json_type,
    make_protobuf_type,
    simple_type,
)
from statefun.core import parse_typename, to_bytes


def round_trip(tpe: Type[Any], value: Any) -> Any:
    return tpe.serializer().deserialize(to_bytes(tpe, value))


class Index:
    """As numpy's integers are."""

    def __index__(self) -> int:
        return 7


@pytest.mark.parametrize(
    ("tpe", "value", "error"),
    [
        (IntType, 2**31, ValueError),
        (IntType, -(2**31) - 1, ValueError),
        (IntType, 1.0, TypeError),
        (IntType, "1", TypeError),
        (LongType, 2**63, ValueError),
        (LongType, 0.5, TypeError),
        (FloatType, "0.5", TypeError),
        (DoubleType, 10**400, ValueError),
        (DoubleType, None, TypeError),
        (BoolType, "true", TypeError),
        (BoolType, 0.0, TypeError),
        (StringType, 5, TypeError),
        (StringType, "lone \ud800", ValueError),
        (StringType, b"\xff", ValueError),
        (make_json_type("a/b"), "lone \ud800", ValueError),
        (make_json_type("a/b"), object(), TypeError),
        (make_protobuf_type(Timestamp), StringValue(value="x"), TypeError),
    ],
)
def test_what_is_not_of_a_type_is_refused(tpe: Any, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        to_bytes(tpe, value)
    if tpe.typename != "a/b":
        assert tpe.typename.removeprefix("type.googleapis.com/") in str(caught.value)


def test_numbers_of_other_classes_are_taken_as_the_official_sdk_takes_them() -> None:
    assert round_trip(IntType, True) == 1
    assert round_trip(IntType, Index()) == 7
    assert round_trip(BoolType, 2) is True
    assert round_trip(BoolType, 0) is False
    assert round_trip(DoubleType, 3) == 3.0
    assert round_trip(StringType, b"text") == "text"


def test_numbers_beyond_32_bits_are_infinite_and_too_small_ones_zero() -> None:
    assert round_trip(FloatType, 1e39) == float("inf")
    assert round_trip(FloatType, -1e39) == float("-inf")
    assert to_bytes(FloatType, 1e-60) == b""


@pytest.mark.parametrize("tpe", [BoolType, IntType, LongType, FloatType, DoubleType, StringType])
def test_bytes_that_are_not_of_a_type_are_refused_with_its_name(tpe: Type[Any]) -> None:
    for data in (
        b"\x0d",
        b"\x0a\x05abc",
        b"\x09\x01\x02",
        b"\x08",
        b"\x0f\x00",
        b"\x00",
        b"\x0a\x01\xff",
        b"\xff" * 11,
    ):
        try:
            tpe.serializer().deserialize(data)
        except ValueError as error:
            assert tpe.typename in str(error)
        else:
            # Valid protobuf of another type: the field of this one is not there.
            assert data[:1] == b"\x0a"
            assert tpe is not StringType


def test_every_encoding_of_protobuf_is_read() -> None:
    unknown = b"\x12\x02hi\x18\x05\x21" + bytes(8) + b"\x2d" + bytes(4)
    assert IntType.serializer().deserialize(unknown + b"\x0d\x05\x00\x00\x00") == 5
    assert StringType.serializer().deserialize(b"\x0a\x01a" + unknown + b"\x0a\x01b") == "b"
    assert BoolType.serializer().deserialize(b"\x08\x00") is False
    assert BoolType.serializer().deserialize(b"\x08\x80\x01") is True
    assert LongType.serializer().deserialize(unknown) == 0


def test_json_is_text_in_utf_8() -> None:
    tpe = make_json_type("example/Json")
    value = {"name": "Jos\u00e9", "visits": [1, 2.5, None, True]}
    assert to_bytes(tpe, value) == json.dumps(value, ensure_ascii=False).encode()
    assert round_trip(tpe, value) == value


def test_protobuf_messages_have_their_full_name_as_type() -> None:
    tpe = make_protobuf_type(Timestamp)
    assert tpe.typename == "type.googleapis.com/google.protobuf.Timestamp"
    assert round_trip(tpe, Timestamp(seconds=5)) == Timestamp(seconds=5)
    assert make_protobuf_type(Timestamp, "example").typename == "example/google.protobuf.Timestamp"
    with pytest.raises(TypeError, match="no DESCRIPTOR"):
        make_protobuf_type(dict)  # type: ignore[type-var]


def test_a_type_of_ones_own_is_two_functions_or_a_class() -> None:
    point = simple_type("example/Point", bytes, tuple)
    assert round_trip(point, (1, 2)) == (1, 2)

    class Upper(Type[str]):
        def serializer(self) -> TypeSerializer[str]:
            return UpperSerializer()

    class UpperSerializer(TypeSerializer[str]):
        def serialize(self, value: str) -> bytes:
            return value.upper().encode()

        def deserialize(self, byte: bytes) -> str:
            return byte.decode()

    assert round_trip(Upper("example/Upper"), "loud") == "LOUD"
    assert isinstance(point.serializer(), TypeSerializer)


def test_a_serializer_must_return_bytes() -> None:
    views: Type[Any] = simple_type("example/view", memoryview, bytes)  # type: ignore[arg-type]
    assert to_bytes(views, bytearray(b"ab")) == b"ab"
    text = simple_type("example/text", json.dumps, json.loads)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="example/text serialized a value to str"):
        to_bytes(text, {})


@pytest.mark.parametrize(
    "arguments", [("", bytes, bytes), ("a/b", None, bytes), ("a/b", bytes, None), (None, bytes, bytes)]
)
def test_a_type_needs_a_name_and_both_functions(arguments: Any) -> None:
    with pytest.raises(ValueError, match="missing"):
        simple_type(*arguments)


def test_a_spec_knows_its_expiration_in_milliseconds() -> None:
    plain = ValueSpec("visits", IntType)
    assert (plain.duration, plain.after_call, plain.after_write) == (0, False, False)
    called = ValueSpec(name="visits", type=IntType, expire_after_call=timedelta(seconds=1.001))
    assert (called.duration, called.after_call, called.after_write) == (1001, True, False)
    written = ValueSpec("visits", IntType, expire_after_write=timedelta(days=1))
    assert (written.duration, written.after_call, written.after_write) == (86_400_000, False, True)
    assert ValueSpec("visits", IntType, expire_after_write=timedelta(0)).after_write is False


@pytest.mark.parametrize("name", ["_a", "a1", "visits_2", "\u00e9"])
def test_names_of_states_are_identifiers_in_lower_case(name: str) -> None:
    assert ValueSpec(name, IntType).name == name


@pytest.mark.parametrize("name", ["", None, "1a", "a b", "class", "Visits", "a-b", "_", "__class__", "__init__"])
def test_other_names_of_states_are_refused(name: Any) -> None:
    with pytest.raises(ValueError, match="name"):
        ValueSpec(name, IntType)


@pytest.mark.parametrize(
    "options",
    [
        {"type": None},
        {"expire_after_call": timedelta(1), "expire_after_write": timedelta(1)},
        {"expire_after_write": timedelta(microseconds=999)},
        {"expire_after_call": timedelta(seconds=-1)},
    ],
)
def test_specs_that_can_not_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"type|after"):
        ValueSpec(**{"name": "visits", "type": IntType, **options})


def test_a_spec_needs_a_statefun_type() -> None:
    with pytest.raises(TypeError, match="visits"):
        ValueSpec("visits", int)  # type: ignore[arg-type]


def test_type_names_have_two_parts() -> None:
    assert parse_typename("a/b") == ("a", "b")
    assert parse_typename("a/b/c") == ("a/b", "c")
    for bad in ("", "a", "/b", "a/", "/"):
        with pytest.raises(ValueError, match="namespace"):
            parse_typename(bad)


def test_addresses_are_values() -> None:
    address = SdkAddress(namespace="a", name="b", id="c", typename="a/b")
    assert address == SdkAddress("a", "b", "c", "a/b")
    assert len({address, SdkAddress("a", "b", "c", "a/b")}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        address.id = "d"  # type: ignore[misc]
