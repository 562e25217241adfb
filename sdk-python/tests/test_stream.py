"""Streams over real servers, by the vectors that all SDKs share, and by what a runtime may do besides."""

import asyncio
import contextlib
import json
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from deliveries import bound, request, typed
from test_adapters import by_hypercorn, by_statefun, by_uvicorn
from vector_functions import functions

from statefun import RequestReplyHandler, StringType, asgi_app, message_builder
from statefun.stream import CALL, CANCEL, ERROR, HELLO, PING, PONG, REPLY, FrameReader, StreamViolationError, frame

VECTORS = json.loads((Path(__file__).parents[2] / "conformance/vectors/stream.json").read_text())
NAMES = {REPLY: "reply", ERROR: "error", PONG: "pong"}
SECONDS_MAX = 30


class Runtime:
    """A runtime's side of a stream, over a bare socket."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS_MAX)
        head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/vnd.statefun.stream\r\n"
        self.socket.sendall(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
        self._file = self.socket.makefile("rb")
        self.head = b"".join(iter(self._file.readline, b"\r\n")).decode().lower()
        self._bytes = b""
        self.hello = self.next()

    def send(self, data: bytes) -> None:
        self.socket.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        self.socket.sendall(b"0\r\n\r\n")

    def next(self) -> tuple[int, int, bytes] | None:
        """A frame; None at the end. Raises EOFError where the connection is cut."""
        header = self._take(9)
        if header is None:
            return None
        length, kind, call = struct.unpack(">IBI", header)
        return kind, call, self._take(length) or b""

    def read_to_end(self) -> None:
        """Passes over what is still said."""
        while self.next() is not None:
            pass

    def _take(self, size: int) -> bytes | None:
        while len(self._bytes) < size:
            line = self._file.readline()
            if not line:
                raise EOFError
            length = int(line, 16)
            if length == 0:
                return None
            chunk = self._file.read(length + 2)
            if len(chunk) < length + 2:
                raise EOFError
            self._bytes += chunk[:-2]
        taken, self._bytes = self._bytes[:size], self._bytes[size:]
        return taken

    def close(self) -> None:
        self._file.close()
        self.socket.close()


def described(kind: int, call: int, payload: bytes) -> dict[str, Any]:
    if kind == ERROR:
        return {"type": "error", "call": call, "status": int.from_bytes(payload[:2], "big")}
    return {"type": NAMES[kind], "call": call, "payload": payload.hex()}


SERVERS: dict[str, Callable[[RequestReplyHandler], AbstractContextManager[int]]] = {
    "uvicorn": lambda handler: by_uvicorn(asgi_app(handler)),
    "hypercorn": lambda handler: by_hypercorn(asgi_app(handler)),
    "statefun.serve": by_statefun,
}


@pytest.fixture(scope="module", params=SERVERS)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with SERVERS[request.param](RequestReplyHandler(functions)) as port:
        yield port


@pytest.mark.parametrize("step", [10**9, 1], ids=["whole", "byte by byte"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_shared_vector(vector: Any, step: int, port: int) -> None:
    runtime = Runtime(port)
    data = bytes.fromhex(vector["runtime"])
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    if vector["outcome"] == "cut":
        with pytest.raises((EOFError, ConnectionError)):  # noqa: PT012
            for piece in pieces:
                runtime.send(piece)
            runtime.read_to_end()
        runtime.close()
        return
    for piece in pieces:
        runtime.send(piece)
    said = [runtime.next() for _ in vector["service"]]
    runtime.end()
    assert runtime.next() is None

    def by_call(frame: dict[str, Any]) -> int:
        return int(frame["call"])

    frames = [described(*frame) for frame in said if frame is not None]
    assert sorted(frames, key=by_call) == sorted(vector["service"], key=by_call), vector["says"]
    runtime.close()


def call_of(text: str) -> bytes:
    return request(typed(StringType, text))


class TestAStream:
    """With functions that wait until they are let go, or send much."""

    @pytest.fixture
    def gate(self) -> threading.Event:
        return threading.Event()

    @pytest.fixture
    def called(self) -> list[str]:
        return []

    @pytest.fixture
    def one_thread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("statefun.server._THREADS_MAX", 1)

    @pytest.fixture(params=["uvicorn", "statefun.serve"])
    def runtime(self, request: pytest.FixtureRequest, gate: threading.Event, called: list[str]) -> Iterator[Runtime]:
        async def function(context: Any, message: Any) -> None:
            text = message.as_string()
            called.append(text)
            if text == "wait":
                await asyncio.to_thread(gate.wait)
            if text == "exit":
                sys.exit("enough")
            if text == "much":
                context.send(message_builder("example/other", "Bob", str_value="x" * 1_000_000))

        handler = RequestReplyHandler(bound(function), payload_bytes_max=20_000)
        with SERVERS[request.param](handler) as port:
            runtime = Runtime(port)
            yield runtime
            gate.set()
            runtime.close()

    def test_begins_with_what_the_service_takes(self, runtime: Runtime) -> None:
        assert " 200 " in runtime.head
        assert "content-type: application/vnd.statefun.stream\r\n" in runtime.head
        assert runtime.hello == (HELLO, 0, struct.pack(">BIII", 1, 1024, 20_000, 20_000))

    def test_runs_calls_at_once(self, runtime: Runtime, gate: threading.Event) -> None:
        runtime.send(frame(CALL, 1, call_of("wait")) + frame(CALL, 2, call_of("go")) + frame(PING, 0, b"12345678"))
        assert sorted(heard[:2] for heard in (runtime.next(), runtime.next()) if heard) == [(REPLY, 2), (PONG, 0)]
        gate.set()
        heard = runtime.next()
        assert heard is not None
        assert heard[:2] == (REPLY, 1)

    @pytest.mark.parametrize("runtime", ["uvicorn"], indirect=True)
    def test_stops_a_call_that_is_cancelled_and_answers_it(self, runtime: Runtime) -> None:
        runtime.send(frame(CALL, 1, call_of("wait")))
        runtime.send(frame(CANCEL, 1))
        assert runtime.next() == (ERROR, 1, (499).to_bytes(2, "big") + b"The call was cancelled.\n")

    @pytest.mark.parametrize("runtime", ["statefun.serve"], indirect=True)
    def test_answers_a_call_whose_function_ends_its_thread(self, runtime: Runtime) -> None:
        runtime.send(frame(CALL, 1, call_of("exit")))
        heard = runtime.next()
        assert heard is not None
        assert (*heard[:2], heard[2][:2]) == (ERROR, 1, (500).to_bytes(2, "big"))

    @pytest.mark.parametrize("runtime", ["statefun.serve"], indirect=True)
    def test_does_not_begin_a_call_that_is_cancelled_while_it_waits_for_a_thread(
        self, one_thread: None, runtime: Runtime, gate: threading.Event, called: list[str]
    ) -> None:
        runtime.send(frame(CALL, 1, call_of("wait")) + frame(CALL, 2, call_of("cancelled")) + frame(CANCEL, 2))
        assert runtime.next() == (ERROR, 2, (499).to_bytes(2, "big") + b"The call was cancelled.\n")
        runtime.send(frame(CALL, 2, call_of("go")))
        gate.set()
        assert [heard[:2] for heard in (runtime.next(), runtime.next()) if heard] == [(REPLY, 1), (REPLY, 2)]
        assert called == ["wait", "go"]

    @pytest.mark.parametrize("runtime", ["statefun.serve"], indirect=True)
    def test_is_cut_when_a_chunk_is_not_as_long_as_it_says(self, runtime: Runtime) -> None:
        runtime.socket.sendall(b"1\r\nxx\r\n")
        with pytest.raises((EOFError, ConnectionError)):
            runtime.read_to_end()

    def test_passes_over_a_call_that_is_too_large(self, runtime: Runtime) -> None:
        runtime.send(frame(CALL, 1, bytes(100_000)) + frame(CALL, 2, call_of("go")))
        heard = [runtime.next(), runtime.next()]
        assert [(kind, call) for kind, call, _ in filter(None, heard)] == [(ERROR, 1), (REPLY, 2)]
        assert heard[0] is not None
        assert heard[0][2].startswith((413).to_bytes(2, "big"))

    def test_is_cut_when_an_id_is_used_twice(self, runtime: Runtime) -> None:
        runtime.send(frame(CALL, 1, call_of("wait")) * 2)
        with pytest.raises((EOFError, ConnectionError)):
            runtime.read_to_end()

    def test_is_not_read_on_while_nobody_takes_its_answers(self, runtime: Runtime, called: list[str]) -> None:
        sent = 0
        while sent == len(called) and sent < 200:
            sent += 1
            runtime.send(frame(CALL, sent, call_of("much")))
            for _ in range(100):
                if len(called) == sent:
                    break
                time.sleep(0.01)
        assert len(called) < sent < 200
        heard = [runtime.next() for _ in range(sent)]
        assert sorted(each[:2] for each in heard if each) == [(REPLY, call + 1) for call in range(sent)]

    def test_answers_what_was_asked_before_it_ends(self, runtime: Runtime, gate: threading.Event) -> None:
        runtime.send(frame(CALL, 1, call_of("wait")))
        runtime.end()
        gate.set()
        heard = runtime.next()
        assert heard is not None
        assert heard[:2] == (REPLY, 1)
        assert runtime.next() is None


def test_frames_are_read_wherever_they_are_cut() -> None:
    frames = [(CALL, 1, b"hello"), (CANCEL, 7, b""), (99, 2**32 - 1, b"later"), (CALL, 2, b"x" * 101), (CALL, 3, b"")]
    data = b"".join(frame(*each) for each in frames)
    want = [(kind, call, payload if len(payload) <= 100 else b"", len(payload)) for kind, call, payload in frames]
    for cut in range(len(data) + 1):
        reader = FrameReader(100)
        assert [*reader.feed(data[:cut]), *reader.feed(data[cut:])] == want


def test_bytes_that_are_no_frames_are_a_violation_or_wait_for_more() -> None:
    rng = random.Random(7)
    for _ in range(2000):
        reader = FrameReader(1000)
        with contextlib.suppress(StreamViolationError):
            list(reader.feed(rng.randbytes(60)))
