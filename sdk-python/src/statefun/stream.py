"""The service's side of the stream transport, docs/stream-transport.md: many calls over one ASGI request."""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any, Final, TypeAlias

from statefun.exchange import Answer, refusal_for, too_large
from statefun.request_reply_v3 import RequestReplyHandler

Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CONTENT_TYPE: Final = "application/vnd.statefun.stream"
OFFER: Final = {"statefun-stream": "1"}
"""Says in answers of plain requests that streams are spoken, too."""

CALL, CANCEL, PING = 1, 2, 3
HELLO, REPLY, ERROR, PONG, GO_AWAY = 16, 17, 18, 19, 20
_OF_SERVICES: Final = frozenset((HELLO, REPLY, ERROR, PONG, GO_AWAY))

_HEADER: Final = struct.Struct(">IBI")
_CONTROL_BYTES_MAX: Final = 64 * 1024
_PING_BYTES: Final = 8
_CALLS_MAX: Final = 1024
_CANCELLED: Final = Answer(499, "", b"The call was cancelled.\n")
_log: Final = logging.getLogger("statefun")


class StreamViolationError(Exception):
    """The runtime breaks the rules of the protocol: the connection is cut."""


def frame(kind: int, call: int, payload: bytes = b"") -> bytes:
    """A frame as it goes over the wire."""
    return _HEADER.pack(len(payload), kind, call) + payload


class FrameReader:
    """Cuts what comes, in any pieces, into frames: their type, call and payload, and how long that was said to be.

    The payload of a CALL with more than ``payload_bytes_max`` is passed over, and empty here.
    """

    __slots__ = ("_bytes", "_head", "_left", "_payload_bytes_max")

    def __init__(self, payload_bytes_max: int) -> None:
        self._payload_bytes_max = payload_bytes_max
        self._bytes = bytearray()
        # The frame that is passed over, and how much of it is to come.
        self._head: tuple[int, int, int] | None = None
        self._left = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, int, bytes, int]]:
        """The frames that are complete now. Raises StreamViolationError."""
        self._bytes += data
        at = 0
        while True:
            if self._head is not None:
                passed = min(self._left, len(self._bytes) - at)
                self._left -= passed
                at += passed
                if self._left > 0:
                    break
                length, kind, call = self._head
                self._head = None
                yield kind, call, b"", length
            if len(self._bytes) - at < _HEADER.size:
                break
            length, kind, call = _HEADER.unpack_from(self._bytes, at)
            if kind != CALL and length > _CONTROL_BYTES_MAX:
                raise StreamViolationError(f"a frame of type {kind} has {length} bytes")
            if kind == CALL and length > self._payload_bytes_max:
                at += _HEADER.size
                self._head, self._left = (length, kind, call), length
                continue
            end = at + _HEADER.size + length
            if end > len(self._bytes):
                break
            yield kind, call, bytes(self._bytes[at + _HEADER.size : end]), length
            at = end
        del self._bytes[:at]


class _Stream:
    """One stream at work. Calls run concurrently; answers that are ready together go out together."""

    def __init__(self, handler: RequestReplyHandler, send: Send) -> None:
        self._handler = handler
        self._send = send
        self._calls: dict[int, tuple[asyncio.Task[bytes], int]] = {}
        self._bytes = 0
        self._out = bytearray()
        self._wake = asyncio.Event()

    def hello(self) -> None:
        """Says what is taken at once."""
        most = min(self._handler.payload_bytes_max, 2**32 - 1)
        self._say(HELLO, 0, struct.pack(">BIII", 1, _CALLS_MAX, most, most))

    def take(self, kind: int, call: int, payload: bytes, length: int) -> None:
        """Does what a frame of the runtime asks for."""
        if kind == CALL:
            self._admit(call, payload, length)
        elif kind == CANCEL:
            if call in self._calls:
                self._calls[call][0].cancel()
        elif kind == PING:
            if len(payload) != _PING_BYTES:
                raise StreamViolationError("a PING has 8 bytes")
            self._say(PONG, 0, payload)
        elif kind in _OF_SERVICES:
            raise StreamViolationError(f"a frame of type {kind} comes from services only")

    def _admit(self, call: int, payload: bytes, length: int) -> None:
        if call == 0 or call in self._calls:
            raise StreamViolationError(f"the id {call} of a CALL is not free")
        most = self._handler.payload_bytes_max
        if len(self._calls) >= _CALLS_MAX or (self._calls and self._bytes + len(payload) > most):
            raise StreamViolationError("there are more unanswered calls than HELLO allows")
        if length > most:
            self._refuse(call, too_large(most))
            return
        self._bytes += len(payload)
        task = asyncio.ensure_future(self._run(payload))
        self._calls[call] = (task, len(payload))
        task.add_done_callback(lambda done: self._answer(call, done))

    async def _run(self, payload: bytes) -> bytes:
        return await self._handler.handle_async(payload)

    def _answer(self, call: int, done: asyncio.Task[bytes]) -> None:
        _, length = self._calls.pop(call)
        self._bytes -= length
        if done.cancelled():
            self._refuse(call, _CANCELLED)
            return
        error = done.exception()
        if error is None:
            self._say(REPLY, call, done.result())
        elif isinstance(error, Exception):
            self._refuse(call, refusal_for(error))
        else:
            raise error

    def _refuse(self, call: int, answer: Answer) -> None:
        self._say(ERROR, call, (answer.status.to_bytes(2, "big") + answer.body)[:_CONTROL_BYTES_MAX])

    def _say(self, kind: int, call: int, payload: bytes) -> None:
        self._out += frame(kind, call, payload)
        self._wake.set()

    async def write(self) -> None:
        """Writes what is said, for as long as it is not cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            out, self._out = bytes(self._out), bytearray()
            if out:
                await self._send({"type": "http.response.body", "body": out, "more_body": True})

    async def finish(self) -> None:
        """Waits for the calls, and ends the response."""
        while self._calls:
            await asyncio.wait([task for task, _ in self._calls.values()])
            await asyncio.sleep(0)
        await self._send({"type": "http.response.body", "body": bytes(self._out), "more_body": False})

    def abandon(self) -> None:
        """Nobody waits for an answer any more."""
        for task, _ in self._calls.values():
            task.cancel()


async def serve_stream(handler: RequestReplyHandler, receive: Receive, send: Send) -> None:
    """Serves a stream until the runtime ends it.

    Raises StreamViolationError when it breaks the rules, so that the server cuts the connection.
    """
    headers = [(b"content-type", CONTENT_TYPE.encode()), *((k.encode(), v.encode()) for k, v in OFFER.items())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    stream = _Stream(handler, send)
    stream.hello()
    reader = FrameReader(handler.payload_bytes_max)
    writing = asyncio.ensure_future(stream.write())
    try:
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                return
            for kind, call, payload, length in reader.feed(event.get("body", b"")):
                stream.take(kind, call, payload, length)
            if not event.get("more_body", False):
                break
        await _stopped(writing)
        await stream.finish()
    except StreamViolationError as violation:
        _log.warning("A stream was cut: %s", violation)
        raise
    finally:
        stream.abandon()
        await _stopped(writing)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
