"""Streams of the standard library's server: many calls over one connection, in threads."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BufferedReader
from queue import SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Condition, Lock, Semaphore, Thread
from typing import Final

from statefun.exchange import refusal
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.stream import CANCELLED, Stream, StreamViolationError

_CHUNK_HEAD: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(;.*)?\r\n")
_LINE_BYTES_MAX: Final = 8 * 1024
_TRAILERS_MAX: Final = 100
_PIECE_BYTES_MAX: Final = 64 * 1024
_log: Final = logging.getLogger("statefun")


class Threads:
    """Threads that run tasks, as many as are needed up to a limit.

    Those of ``concurrent.futures`` hold the process until the last function has returned; these do not.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle = Semaphore(0)
        self._lock = Lock()
        self._count = 0

    def run(self, task: Callable[[], None]) -> None:
        """Runs a task, which raises nothing, once a thread is free. Raises RuntimeError when there can be none."""
        self._tasks.put(task)
        with self._lock:
            if self._idle.acquire(blocking=False) or self._count == self._most:
                return
            try:
                Thread(target=self._work, name="statefun-call", daemon=True).start()
                self._count += 1
            except RuntimeError:
                if self._count == 0:
                    raise

    def close(self) -> None:
        """Ends the threads, after what they have."""
        for _ in range(self._count):
            self._tasks.put(None)

    def _work(self) -> None:
        while task := self._tasks.get():
            task()
            self._idle.release()


class _Call:
    """A call that waits for a thread, with its payload; or that has begun, without."""

    __slots__ = ("id", "payload")

    def __init__(self, call: int, payload: bytes) -> None:
        self.id = call
        self.payload: bytes | None = payload


class _ThreadedStream(Stream):
    """Its calls run in threads, so functions may block.

    What is said while a thread writes goes out with what that one writes next.
    """

    def __init__(self, handler: RequestReplyHandler, threads: Threads, connection: socket) -> None:
        super().__init__(handler.payload_bytes_max)
        self._handler = handler
        self._threads = threads
        self._connection = connection
        self._calls: dict[int, _Call] = {}
        self._is_writing = False
        self._is_gone = False
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
        waiting = self._calls[call] = _Call(call, payload)
        try:
            self._threads.run(lambda: self._run(waiting))
        except RuntimeError:
            del self._calls[call]
            self._answer(call, refusal(503, "There is no thread for the call."))

    def _run(self, call: _Call) -> None:
        with self._lock:
            payload, call.payload = call.payload, None
            if payload is None or self._calls.get(call.id) is not call:
                return
        outcome: bytes | BaseException
        try:
            outcome = self._handler.handle_sync(payload)
        except BaseException as error:
            outcome = error
        with self._lock:
            del self._calls[call.id]
            self._answer(call.id, outcome)
        self.write()

    def _cancel(self, call: int) -> None:
        """A function that runs can't be stopped."""
        waiting = self._calls[call]
        if waiting.payload is not None:
            waiting.payload = None
            del self._calls[call]
            self._answer(call, CANCELLED)

    def _say(self, kind: int, call: int, payload: bytes) -> None:
        if not self._is_gone:
            super()._say(kind, call, payload)

    def write(self) -> None:
        """Writes what is said, unless another thread is at it."""
        with self._lock:
            if self._is_writing:
                return
            self._is_writing = True
        while out := self._next():
            try:
                self._connection.sendall(b"%x\r\n%b\r\n" % (len(out), out))
            except OSError:
                self._leave()

    def _next(self) -> bytes:
        """What is to be written next; nothing ends the writing."""
        with self._lock:
            out = self._said()
            self._is_writing = bool(out)
            self._lock.notify_all()
            return out

    def _leave(self) -> None:
        """Nobody takes what is said any more, or nobody could read it: a part of it may be out."""
        with self._lock:
            self._is_gone = True
            self._said()
        cut(self._connection)

    def finish(self) -> None:
        """Waits for the calls, and ends the response. Raises OSError when nobody is there."""
        with self._lock:
            self._lock.wait_for(lambda: not (self._unanswered or self._out or self._is_writing))
        self._connection.sendall(b"0\r\n\r\n")

    def abandon(self) -> None:
        """Nobody waits for an answer any more."""
        with self._lock:
            for call in list(self._calls):
                self._cancel(call)


def serve_stream(handler: RequestReplyHandler, threads: Threads, body: BufferedReader, connection: socket) -> None:
    """Serves a stream until the runtime ends it or breaks the rules; then the connection is to be closed."""
    stream = _ThreadedStream(handler, threads, connection)
    stream.hello()
    stream.write()
    try:
        for piece in _pieces(body):
            stream.feed(piece)
        stream.finish()
    except StreamViolationError as violation:
        _log.warning("A stream was cut: %s", violation)
        cut(connection)
    except OSError:
        # Whoever asked is gone, and will ask again.
        pass
    finally:
        stream.abandon()


def cut(connection: socket) -> None:
    """Wakes whoever reads or writes there."""
    with suppress(OSError):
        connection.shutdown(SHUT_RDWR)


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
        if _line(body) != b"\r\n":
            raise StreamViolationError("a chunk is not as long as it says")
    for _ in range(_TRAILERS_MAX):
        # They mean nothing here.
        if _line(body) == b"\r\n":
            return
    raise StreamViolationError("the body has too many trailers")


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
