"""Functions as a WSGI application: for gunicorn and mod_wsgi, on its own or in Flask and Django."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from statefun.exchange import Answer, refusal, refusal_for, refuse, reply, too_large
from statefun.request_reply_v3 import RequestReplyHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment


def wsgi_app(handler: RequestReplyHandler) -> WSGIApplication:
    """A WSGI application that answers the calls of the runtime, whatever their path.

    In Flask, ``app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/statefun": wsgi_app(handler)})``. Each call of a
    coroutine function has an event loop of its own.
    """

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _answer(handler, environ)
        status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        start_response(status, list(answer.headers.items()))
        return [answer.body]

    return app


def _answer(handler: RequestReplyHandler, environ: WSGIEnvironment) -> Answer:
    refused = refuse(environ["REQUEST_METHOD"], environ.get("CONTENT_TYPE"))
    if refused is not None:
        return refused
    body = _read(environ, handler.payload_bytes_max)
    if not isinstance(body, bytes):
        return body
    try:
        return reply(handler.handle_sync(body))
    except Exception as error:
        return refusal_for(error)


def _read(environ: WSGIEnvironment, payload_bytes_max: int) -> bytes | Answer:
    stream: InputStream = environ["wsgi.input"]
    length_text = environ.get("CONTENT_LENGTH") or ""
    try:
        if not length_text:
            # Only a server that ends the stream with a chunked body may be read from without a length.
            return _read_to_end(stream, payload_bytes_max) if environ.get("wsgi.input_terminated") else b""
        length = int(length_text)
        if length > payload_bytes_max:
            return too_large(payload_bytes_max)
        body = stream.read(max(length, 0))
    except (OSError, ValueError):
        return refusal(400, "The body could not be read.")
    return body if len(body) == length else refusal(400, "The body is not as long as its content length.")


def _read_to_end(stream: InputStream, payload_bytes_max: int) -> bytes | Answer:
    body = b""
    # A stream may return less than it is asked for.
    while chunk := stream.read(payload_bytes_max + 1 - len(body)):
        body += chunk
    return too_large(payload_bytes_max) if len(body) > payload_bytes_max else body
