"""A server for development and small services, from the standard library."""

from __future__ import annotations

import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from statefun.exchange import Answer, refusal, refusal_for, refuse, reply, too_large
from statefun.request_reply_v3 import RequestReplyHandler

_IDLE_SECONDS_MAX: Final = 600
"""A connection that says nothing for so long is closed."""


class FunctionServer(ThreadingHTTPServer):
    """A server with a thread for each connection; any path will do. Port 0 takes a free one: see ``server_port``."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, handler: RequestReplyHandler, host: str = "127.0.0.1", port: int = 8000) -> None:
        self.handler = handler
        super().__init__((host, port), _Connection)


def serve(handler: RequestReplyHandler, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serves a handler until it is interrupted, with a thread for each connection. Raises OSError for a port in use.

    Each call of a coroutine function has an event loop of its own. For more, there are ``asgi_app`` and ``wsgi_app``.
    """
    with FunctionServer(handler, host, port) as server:
        print(f"Functions are served at http://{host}:{server.server_port}", file=sys.stderr, flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS_MAX
    server: FunctionServer

    def _exchange(self) -> None:
        answer = self._refusal() or self._call()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _exchange

    def _refusal(self) -> Answer | None:
        """The refusal of a request whose body is not read; what is left of it goes with the connection."""
        refused = refuse(self.command, self.headers.get("content-type"))
        length = self.headers.get("content-length", "")
        if refused is None and not length.isdecimal():
            refused = refusal(411, "A call needs a content length.")
        if refused is None and int(length) > self.server.handler.payload_bytes_max:
            refused = too_large(self.server.handler.payload_bytes_max)
        if refused is not None:
            self.close_connection = True
        return refused

    def _call(self) -> Answer:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return refusal(400, "The body is shorter than its content length.")
        try:
            return reply(self.server.handler.handle_sync(body))
        except Exception as error:
            return refusal_for(error)

    def log_message(self, format: str, *args: object) -> None:
        """A line for each call would be too many."""
