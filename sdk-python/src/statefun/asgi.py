"""Functions as an ASGI application: for uvicorn and hypercorn, on its own or in FastAPI and Starlette."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, TypeAlias

from statefun.asgi_stream import Receive, Send, serve_stream
from statefun.exchange import Answer, refusal_for, refuse, reply, too_large
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.stream import OFFER, asks_for_stream

Scope: TypeAlias = MutableMapping[str, Any]


class AsgiApp:
    """An ASGI application that answers the calls of the runtime, whatever their path, and serves its streams."""

    __slots__ = ("_handler",)

    def __init__(self, handler: RequestReplyHandler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._exchange(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        if asks_for_stream(scope["method"], content_type):
            await serve_stream(self._handler, receive, send)
            return
        answer = await self._answer(scope["method"], content_type, receive)
        if answer is not None:
            await _send(send, answer)

    async def _answer(self, method: str, content_type: str, receive: Receive) -> Answer | None:
        """None when the caller has gone."""
        refused = refuse(method, content_type)
        if refused is not None:
            return refused
        body = await _read(receive, self._handler.payload_bytes_max)
        if not isinstance(body, bytes):
            return body
        try:
            return reply(await self._handler.handle_async(body))
        except Exception as error:
            return refusal_for(error)


def asgi_app(handler: RequestReplyHandler) -> AsgiApp:
    """An ASGI application.

    In FastAPI and Starlette, ``app.router.routes.append(Route("/statefun", asgi_app(handler)))``. With ``app.mount``
    they want a slash at the end of the URL that the module has.
    """
    return AsgiApp(handler)


async def _read(receive: Receive, payload_bytes_max: int) -> bytes | Answer | None:
    """The body; a refusal when it is too large, None when the caller has gone.

    Of a body that is too large the rest is dropped while it comes: a caller who still sends would not see an answer.
    """
    chunks: list[bytes] = []
    length = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        chunk = event.get("body", b"")
        length += len(chunk)
        if length <= payload_bytes_max:
            chunks.append(chunk)
        else:
            chunks.clear()
        if not event.get("more_body", False):
            break
    if length > payload_bytes_max:
        return too_large(payload_bytes_max)
    return b"".join(chunks)


async def _send(send: Send, answer: Answer) -> None:
    headers = [(name.encode(), value.encode()) for name, value in (answer.headers | OFFER).items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _live(receive: Receive, send: Send) -> None:
    """There is nothing to start or to stop."""
    while True:
        event = await receive()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            return
