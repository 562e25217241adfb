"""Requests that are broken in any way give a clear error, and nothing worse."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from deliveries import CALLER, ME, bound, request, typed
from hypothesis import given, settings
from hypothesis import strategies as st

from statefun import (
    IntType,
    InvalidRequestError,
    RequestReplyHandler,
    StatefunError,
    StringType,
    TypedValue,
    UnknownFunctionError,
    ValueSpec,
    message_builder,
)
from statefun.request import read_request
from statefun.testing._wire import encode_request

VECTORS = Path(__file__).parents[2] / "packages/protocol/test/vectors/messages.json"
SEED = 20_261_124
MUTATIONS = 30_000


def greet(context: Any, message: Any) -> None:
    """Touches all that a request holds."""
    context.storage.visits = (context.storage.visits or 0) + 1
    message.value_typename()
    message.raw_value()
    to = context.caller or context.address
    if to.namespace and to.name and to.id:
        context.send(message_builder(to.typename, to.id, str_value=context.address.id))


HANDLER = RequestReplyHandler(bound(greet, ValueSpec("visits", IntType)))


def check(data: bytes) -> bool:
    """Whether the request was answered; else the error was one of ours, and says something."""
    try:
        reply = HANDLER.handle_sync(data)
    except (InvalidRequestError, UnknownFunctionError) as error:
        assert len(str(error)) > 20
        return False
    except (TypeError, ValueError) as error:
        # The state was of another type, or of bytes that are not of it.
        assert not isinstance(error, StatefunError)
        assert "types/int" in str(error) or "Invalid type name" in str(error)
        return False
    assert reply[:2] in (b"\xa2\x06", b"\xaa\x06")
    return True


def mutate(data: bytes, random_numbers: random.Random) -> bytes:
    """The request with a few bytes changed, put in, taken out, or moved."""
    broken = bytearray(data)
    for _ in range(random_numbers.randint(1, 4)):
        at = random_numbers.randrange(len(broken) + 1)
        kind = random_numbers.randrange(5)
        if kind == 0 and at < len(broken):
            broken[at] = random_numbers.randrange(256)
        elif kind == 1 and at < len(broken):
            broken[at] ^= 1 << random_numbers.randrange(8)
        elif kind == 2:
            broken[at:at] = random_numbers.randbytes(random_numbers.randint(1, 3))
        elif kind == 3:
            del broken[at : at + random_numbers.randint(1, 8)]
        else:
            broken[at:at] = broken[random_numbers.randrange(len(broken) + 1) :][:12]
    return bytes(broken)


def test_tens_of_thousands_of_damaged_requests_are_answered_or_refused() -> None:
    random_numbers = random.Random(SEED)
    whole = [
        request(typed(StringType, "hello"), states={"visits": typed(IntType, 5), "other": None}),
        request(*[typed(IntType, number) for number in range(3)], states={"visits": None}, caller=None),
        *(bytes.fromhex(one["hex"]) for one in json.loads(VECTORS.read_text()) if one["message"] == "ToFunction"),
    ]
    answered = sum(check(mutate(random_numbers.choice(whole), random_numbers)) for _ in range(MUTATIONS))
    assert 0 < answered < MUTATIONS


def test_a_request_that_ends_anywhere_is_refused() -> None:
    data = request(states={"visits": typed(IntType, 5)})
    for end in range(len(data)):
        with pytest.raises(InvalidRequestError):
            HANDLER.handle_sync(data[:end])
    assert check(data)


@settings(max_examples=3000, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(data: bytes) -> None:
    check(data)
    check(b"\xa2\x06" + bytes([len(data) & 0x7F]) + data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff" * 20, "more than 64 bits"),
        (b"\x00\x01", "no valid field number"),
        (b"\x0b\x0c", "unknown wire type 3"),
        (b"\xa2\x06\x05\x0a", "ends in the middle of a field"),
        (b"\xa2\x06\x7f", "ends in the middle of a field"),
        (b"\xa2\x06\x05\x0a\x03\x0a\x01\xff", "not UTF-8"),
        (b"\xa2\x06\x04\x0a\x7f\x0a\x00", "ends in the middle of a field"),
    ],
)
def test_an_error_says_what_is_wrong(data: bytes, says: str) -> None:
    with pytest.raises(InvalidRequestError, match=says):
        HANDLER.handle_sync(data)


def test_an_inner_message_does_not_read_beyond_its_end() -> None:
    """Its length says less than what its fields need, which the next fields would supply."""
    data = bytearray(request(states={"visits": None}))
    at = data.index(b"\x0a\x12\x0a\x07example")
    assert check(bytes(data))
    data[at + 1] -= 1
    with pytest.raises(InvalidRequestError):
        HANDLER.handle_sync(bytes(data))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.builds(TypedValue, TEXT, st.just(True), st.binary(max_size=300))


@settings(max_examples=1000, deadline=None)
@given(
    states=st.dictionaries(TEXT, st.none() | VALUES, max_size=4),
    values=st.lists(VALUES, max_size=4),
    with_caller=st.booleans(),
)
def test_whatever_is_written_is_read_again(
    states: dict[str, TypedValue | None], values: list[TypedValue], with_caller: bool
) -> None:
    caller = CALLER if with_caller else None
    read = read_request(encode_request(ME, states, [(caller, value) for value in values]))
    assert (read.target[0].typename, read.target[1]) == (ME.typename, ME.id)
    assert read.states == {
        name: ("", None) if value is None else (value.typename, value.value) for name, value in states.items()
    }
    assert [(typename, value) for _, typename, value in read.invocations] == [(v.typename, v.value) for v in values]
    for found, _, _ in read.invocations:
        assert (found and found[0].typename) == (caller and caller.typename)
