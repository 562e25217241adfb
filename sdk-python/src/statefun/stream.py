"""The service's side of the stream transport, docs/stream-transport.md, whatever carries its bytes."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from statefun.exchange import Answer, refusal_for, too_large

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
_UNWRITTEN_BYTES_MAX: Final = 1024 * 1024
"""A service that has more to say than is taken does not read on."""
CANCELLED: Final = Answer(499, "", b"The call was cancelled.\n")


def asks_for_stream(method: str, content_type: str | None) -> bool:
    """Whether a request is to become a stream."""
    return method == "POST" and content_type == CONTENT_TYPE


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


class Stream(ABC):
    """What one stream is at. How calls run, and how what is said goes out, its subclasses know."""

    def __init__(self, payload_bytes_max: int) -> None:
        self._payload_bytes_max = payload_bytes_max
        self._frames = FrameReader(payload_bytes_max)
        self._unanswered: dict[int, int] = {}
        """The bytes of each call."""
        self._bytes = 0
        self._out = bytearray()

    @abstractmethod
    def _start(self, call: int, payload: bytes) -> None:
        """Begins a call, which ``_answer`` is to be called for once."""

    @abstractmethod
    def _cancel(self, call: int) -> None:
        """Nobody waits for an unanswered call any more."""

    def hello(self) -> None:
        """Says what is taken at once."""
        most = min(self._payload_bytes_max, 2**32 - 1)
        self._say(HELLO, 0, struct.pack(">BIII", 1, _CALLS_MAX, most, most))

    def _take(self, kind: int, call: int, payload: bytes, length: int) -> None:
        """Does what a frame of the runtime asks for. Raises StreamViolationError."""
        if kind == CALL:
            self._admit(call, payload, length)
        elif kind == CANCEL:
            if call in self._unanswered:
                self._cancel(call)
        elif kind == PING:
            if len(payload) != _PING_BYTES:
                raise StreamViolationError("a PING has 8 bytes")
            self._say(PONG, 0, payload)
        elif kind in _OF_SERVICES:
            raise StreamViolationError(f"a frame of type {kind} comes from services only")

    def _admit(self, call: int, payload: bytes, length: int) -> None:
        if call == 0 or call in self._unanswered:
            raise StreamViolationError(f"the id {call} of a CALL is not free")
        most = self._payload_bytes_max
        if len(self._unanswered) >= _CALLS_MAX or (self._unanswered and self._bytes + len(payload) > most):
            raise StreamViolationError("there are more unanswered calls than HELLO allows")
        self._unanswered[call] = len(payload)
        self._bytes += len(payload)
        if length > most:
            self._answer(call, too_large(most))
        else:
            self._start(call, payload)

    def _answer(self, call: int, outcome: bytes | Answer | BaseException) -> None:
        """Answers a call with its reply, a refusal, or the one for what was raised."""
        self._bytes -= self._unanswered.pop(call)
        if isinstance(outcome, bytes):
            self._say(REPLY, call, outcome)
            return
        answer = outcome if isinstance(outcome, Answer) else refusal_for(outcome)
        self._say(ERROR, call, (answer.status.to_bytes(2, "big") + answer.body)[:_CONTROL_BYTES_MAX])

    def _say(self, kind: int, call: int, payload: bytes) -> None:
        self._out += frame(kind, call, payload)

    @property
    def _has_room(self) -> bool:
        """Whether what is waiting to go out lets more come in."""
        return len(self._out) <= _UNWRITTEN_BYTES_MAX

    def _said(self) -> bytes:
        """What is to go out now; it is said only once."""
        out, self._out = bytes(self._out), bytearray()
        return out
