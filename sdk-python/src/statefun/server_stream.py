"""Streams of the standard library's server: many calls over one connection, in threads."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from io import BufferedIOBase, BufferedReader
from threading import Condition
from typing import Final

from statefun.exchange import refusal
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.stream import CANCELLED, Stream, StreamViolationError

_CHUNK_HEAD: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(;.*)?\r\n")
_LINE_BYTES_MAX: Final = 8 * 1024
_PIECE_BYTES_MAX: Final = 64 * 1024
_log: Final = logging.getLogger("statefun")


class _ThreadedStream(Stream):
    """Its calls run in the threads of a pool, so functions may block.

    What is said while a thread writes goes out with what that one writes next.
    """

    def __init__(self, handler: RequestReplyHandler, threads: Executor, wire: BufferedIOBase) -> None:
        super().__init__(handler.payload_bytes_max)
        self._handler = handler
        self._threads = threads
        self._wire = wire
        self._futures: dict[int, Future[None]] = {}
        self._is_writing = False
        # Guards all that the calls and the reader share, and is told when something was written.
        self._lock = Condition()

    def feed(self, data: bytes) -> None:
        """Does what the runtime says, frame by frame when there is room. Raises StreamViolationError."""
        for each in self._frames.feed(data):
            with self._lock:
                self._lock.wait_for(lambda: self._has_room)
                self._take(*each)
        self.write()

    def _start(self, call: int, payload: bytes) -> None:
        try:
            self._futures[call] = self._threads.submit(self._run, call, payload)
        except RuntimeError:
            self._answer(call, refusal(503, "The service is shutting down."))

    def _run(self, call: int, payload: bytes) -> None:
        outcome: bytes | Exception
        try:
            outcome = self._handler.handle_sync(payload)
        except Exception as error:
            outcome = error
        with self._lock:
            del self._futures[call]
            self._answer(call, outcome)
        self.write()

    def _cancel(self, call: int) -> None:
        """A function that runs can't be stopped."""
        if self._futures[call].cancel():
            del self._futures[call]
            self._answer(call, CANCELLED)

    def write(self) -> None:
        """Writes what is said, unless another thread is at it."""
        with self._lock:
            if self._is_writing:
                return
            self._is_writing = True
        while out := self._next():
            try:
                self._wire.write(b"%x\r\n%b\r\n" % (len(out), out))
            except OSError:
                # Nobody is there any more, which the reader finds out, too.
                continue

    def _next(self) -> bytes:
        """What is to be written next; nothing ends the writing."""
        with self._lock:
            out = self._said()
            self._is_writing = bool(out)
            self._lock.notify_all()
            return out

    def finish(self) -> None:
        """Waits for the calls, and ends the response."""
        with self._lock:
            self._lock.wait_for(lambda: not (self._unanswered or self._out or self._is_writing))
        self._wire.write(b"0\r\n\r\n")

    def abandon(self) -> None:
        """Nobody waits for an answer any more."""
        with self._lock:
            for call in list(self._futures):
                self._cancel(call)


def serve_stream(
    handler: RequestReplyHandler, threads: Executor, requests: BufferedReader, replies: BufferedIOBase
) -> None:
    """Serves a stream until the runtime ends it or breaks the rules; then the connection is to be closed."""
    stream = _ThreadedStream(handler, threads, replies)
    stream.hello()
    stream.write()
    try:
        for piece in _pieces(requests):
            stream.feed(piece)
        stream.finish()
    except StreamViolationError as violation:
        _log.warning("A stream was cut: %s", violation)
    except OSError:
        # Whoever asked is gone, and will ask again.
        pass
    finally:
        stream.abandon()


def _pieces(body: BufferedReader) -> Iterator[bytes]:
    """A chunked body, in pieces as they come.

    Raises OSError when it is cut off, StreamViolationError where it is no such body.
    """
    while left := _chunk_bytes(body):
        while left:
            piece = body.read1(min(left, _PIECE_BYTES_MAX))
            if not piece:
                raise ConnectionError
            left -= len(piece)
            yield piece
        _line(body)
    while _line(body) != b"\r\n":
        # A trailer, which means nothing here.
        pass


def _chunk_bytes(body: BufferedReader) -> int:
    head = _CHUNK_HEAD.fullmatch(_line(body))
    if head is None:
        raise StreamViolationError("the body is not chunked as HTTP/1.1 has it")
    return int(head[1], 16)


def _line(body: BufferedReader) -> bytes:
    line = body.readline(_LINE_BYTES_MAX)
    if not line:
        raise ConnectionError
    return line
