"""The vectors that the SDKs of all languages share (conformance/vectors): replies are equal to the byte."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from vector_functions import functions

from statefun import InvalidRequestError, RequestReplyHandler, StatefunError, UnknownFunctionError

VECTORS = json.loads((Path(__file__).parents[2] / "conformance/vectors/vectors.json").read_text())
REFUSALS = {"request": InvalidRequestError, "function": UnknownFunctionError}


def bytes_of(text: str) -> bytes:
    """Parts of hex, each of them once or, as in `78*1000`, many times."""
    parts = [part.partition("*") for part in text.split(" ")]
    return b"".join(bytes.fromhex(unit) * int(times or 1) for unit, _, times in parts)


def handle(request: bytes) -> bytes:
    return RequestReplyHandler(functions).handle_sync(request)


def handle_async(request: bytes) -> bytes:
    return asyncio.run(RequestReplyHandler(functions).handle_async(request))


@pytest.mark.parametrize("how", [handle, handle_async])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_shared_vector(vector: Any, how: Any) -> None:
    request = bytes_of(vector["request"])
    if "reply" in vector:
        assert how(request) == bytes_of(vector["reply"]), vector["says"]
        return
    with pytest.raises(Exception) as raised:  # noqa: PT011
        how(request)
    refusal = REFUSALS.get(vector["error"])
    if refusal is None:
        assert not isinstance(raised.value, StatefunError)
    else:
        assert isinstance(raised.value, refusal)


def test_there_are_vectors_of_every_outcome() -> None:
    assert {vector.get("error") for vector in VECTORS} == {None, "failed", *REFUSALS}
