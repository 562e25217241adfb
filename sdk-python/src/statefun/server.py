"""A server for development and small services, from the standard library."""

from __future__ import annotations

import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from typing import Final

from statefun.exchange import Answer, refusal, refusal_for, refuse, reply, too_large
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.server_stream import Threads, serve_stream
from statefun.stream import CONTENT_TYPE, OFFER, asks_for_stream

_IDLE_SECONDS_MAX: Final = 600
"""A connection that says nothing for so long is closed."""

_THREADS_MAX: Final = 256
"""Calls of streams that run at once: functions that block hold a thread each, and what comes beyond waits."""


class FunctionServer(ThreadingHTTPServer):
    """A server with a thread for each connection and each call of a stream; any path will do.

    Port 0 takes a free one: see ``server_port``.
    """

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, handler: RequestReplyHandler, host: str = "127.0.0.1", port: int = 8000) -> None:
        self.handler = handler
        self.threads = Threads(_THREADS_MAX)
        super().__init__((host, port), _Connection)

    def server_close(self) -> None:
        super().server_close()
        self.threads.close()


def serve(handler: RequestReplyHandler, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serves a handler until it is interrupted, by plain requests and by streams. Raises OSError for a port in use.

    Functions may block: each connection, and each call of a stream, has a thread.

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
    rfile: BufferedReader
    server: FunctionServer

    def _exchange(self) -> None:
        if asks_for_stream(self.command, self.headers.get("content-type")) and self._is_chunked():
            self._stream()
            return
        answer = self._refusal() or self._call()
        self.send_response(answer.status)
        for name, value in (answer.headers | OFFER).items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def _is_chunked(self) -> bool:
        return self.headers.get("transfer-encoding", "").lower() == "chunked"

    def _stream(self) -> None:
        self.close_connection = True
        self.send_response(200)
        for name, value in {"content-type": CONTENT_TYPE, "transfer-encoding": "chunked", **OFFER}.items():
            self.send_header(name, value)
        self.end_headers()
        serve_stream(self.server.handler, self.server.threads, self.rfile, self.connection)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _exchange

    def _refusal(self) -> Answer | None:
        """The refusal of a request whose body is not read; what is left of it goes with the connection."""
        refused = refuse(self.command, self.headers.get("content-type"))
        length = self.headers.get("content-length", "")
        if refused is None and not length.isdecimal():
            refused = refusal(411, "A call needs a content length.")
        lengths = self.headers.get_all("content-length", [])
        if refused is None and ("transfer-encoding" in self.headers or len(lengths) > 1):
            # Whoever stands before this server may have read another length.
            refused = refusal(400, "A call has one content length, and no transfer encoding.")
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
