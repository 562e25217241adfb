"""Streams over ASGI: many calls over one request, in its event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from statefun.request_reply_v3 import RequestReplyHandler
from statefun.stream import CANCELLED, CONTENT_TYPE, OFFER, Stream, StreamViolationError

Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log: Final = logging.getLogger("statefun")


class _AsgiStream(Stream):
    """Its calls run concurrently; answers that are ready together go out together."""

    def __init__(self, handler: RequestReplyHandler, send: Send) -> None:
        super().__init__(handler.payload_bytes_max)
        self._handler = handler
        self._send = send
        self._tasks: dict[int, asyncio.Task[bytes]] = {}
        self._wake = asyncio.Event()
        self._written = asyncio.Event()
        self._is_writing = True
        self._is_ended = False

    def _start(self, call: int, payload: bytes) -> None:
        task = asyncio.ensure_future(self._handler.handle_async(payload))
        self._tasks[call] = task
        task.add_done_callback(lambda done: self._done(call, done))

    def _cancel(self, call: int) -> None:
        self._tasks[call].cancel()

    def _done(self, call: int, task: asyncio.Task[bytes]) -> None:
        del self._tasks[call]
        if task.cancelled():
            self._answer(call, CANCELLED)
        else:
            self._answer(call, task.exception() or task.result())

    def _say(self, kind: int, call: int, payload: bytes) -> None:
        super()._say(kind, call, payload)
        self._wake.set()

    async def feed(self, data: bytes) -> None:
        """Does what the runtime says, frame by frame when there is room. Raises StreamViolationError."""
        for each in self._frames.feed(data):
            while not self._has_room and self._is_writing:
                self._written.clear()
                await self._written.wait()
            self._take(*each)

    async def write(self) -> None:
        """Writes what is said, until all is."""
        try:
            while self._out or not self._is_ended:
                await self._wake.wait()
                self._wake.clear()
                if out := self._said():
                    self._written.set()
                    await self._send({"type": "http.response.body", "body": out, "more_body": True})
        finally:
            self._is_writing = False
            self._written.set()

    async def finish(self, writing: asyncio.Task[None]) -> None:
        """Waits for the calls, and ends the response."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0)
        self._is_ended = True
        self._wake.set()
        await writing
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def abandon(self) -> None:
        """Nobody waits for an answer any more."""
        for task in self._tasks.values():
            task.cancel()


async def serve_stream(handler: RequestReplyHandler, receive: Receive, send: Send) -> None:
    """Serves a stream until the runtime ends it.

    Raises StreamViolationError when it breaks the rules, so that the server cuts the connection.
    """
    headers = [(b"content-type", CONTENT_TYPE.encode()), *((k.encode(), v.encode()) for k, v in OFFER.items())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    stream = _AsgiStream(handler, send)
    stream.hello()
    writing = asyncio.ensure_future(stream.write())
    try:
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                return
            await stream.feed(event.get("body", b""))
            if not event.get("more_body", False):
                break
        await stream.finish(writing)
    except StreamViolationError as violation:
        _log.warning("A stream was cut: %s", violation)
        raise
    finally:
        stream.abandon()
        await _stopped(writing)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
