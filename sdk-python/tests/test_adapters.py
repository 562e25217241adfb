"""Functions on the web: each adapter in real servers and frameworks, by the same rules."""

import asyncio
import base64
import contextlib
import http.client
import io
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import fastapi
import flask
import hypercorn.asyncio
import hypercorn.config
import pytest
import starlette.applications
import starlette.routing
import uvicorn
import werkzeug.serving
from deliveries import bound, request, typed
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from statefun import IntType, RequestReplyHandler, StringType, ValueSpec, asgi_app, lambda_handler, wsgi_app
from statefun.server import FunctionServer
from statefun.testing import address

BYTES_MAX = 100_000


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def function(context: Any, message: Any) -> None:
    if message.is_string() and message.as_string() == "fail":
        raise RuntimeError("a secret")
    context.storage.visits = (context.storage.visits or 0) + 1


async def async_function(context: Any, message: Any) -> None:
    await asyncio.sleep(0.001)
    function(context, message)


HANDLER = RequestReplyHandler(bound(function, ValueSpec("visits", IntType)), payload_bytes_max=BYTES_MAX)
HANDLER.functions.register("example/async", async_function, [ValueSpec("visits", IntType)])


# --------------------------------------------------------------------------------------------- servers


@contextlib.contextmanager
def in_thread(run: Callable[[], Any], stop: Callable[[], Any], port: int) -> Iterator[int]:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    for _ in range(1000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.02)
    try:
        yield port
    finally:
        stop()
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextlib.contextmanager
def by_uvicorn(app: Any, **options: Any) -> Iterator[int]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", **options))

    def stop() -> None:
        server.should_exit = True

    with in_thread(server.run, stop, port):
        yield port


@contextlib.contextmanager
def by_hypercorn(app: Any) -> Iterator[int]:
    port = free_port()
    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "ERROR"
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    def run() -> None:
        loop.run_until_complete(hypercorn.asyncio.serve(app, config, shutdown_trigger=ended.wait))
        loop.close()

    with in_thread(run, lambda: loop.call_soon_threadsafe(ended.set), port):
        yield port


@contextlib.contextmanager
def by_werkzeug(app: Any) -> Iterator[int]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    with in_thread(server.serve_forever, server.shutdown, server.server_port) as port:
        yield port
    server.server_close()


@contextlib.contextmanager
def by_statefun(handler: RequestReplyHandler) -> Iterator[int]:
    with (
        FunctionServer(handler, port=0) as server,
        in_thread(server.serve_forever, server.shutdown, server.server_port),
    ):
        yield server.server_port


def fast_api() -> Any:
    app = fastapi.FastAPI()
    app.router.routes.append(starlette.routing.Route("/statefun", asgi_app(HANDLER)))
    return app


def fast_api_mounted() -> Any:
    app = fastapi.FastAPI()
    app.mount("/statefun", asgi_app(HANDLER))
    return app


def star_lette() -> Any:
    return starlette.applications.Starlette(routes=[starlette.routing.Route("/statefun", asgi_app(HANDLER))])


def flask_app() -> Any:
    app = flask.Flask("functions")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/statefun": wsgi_app(HANDLER)})  # type: ignore[method-assign]
    return app


SERVERS: dict[str, tuple[Any, Callable[[], Any], str]] = {
    "ASGI, uvicorn": (by_uvicorn, lambda: asgi_app(HANDLER), "/"),
    "ASGI, hypercorn": (by_hypercorn, lambda: asgi_app(HANDLER), "/any/path"),
    "FastAPI": (by_uvicorn, fast_api, "/statefun"),
    "FastAPI, mounted": (by_uvicorn, fast_api_mounted, "/statefun/"),
    "Starlette, hypercorn": (by_hypercorn, star_lette, "/statefun"),
    "WSGI, werkzeug": (by_werkzeug, lambda: wsgi_app(HANDLER), "/"),
    "Flask": (by_werkzeug, flask_app, "/statefun"),
    "statefun.serve": (by_statefun, lambda: HANDLER, "/statefun"),
}


class Client:
    """Sends requests to a server."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path

    def __call__(self, body: Any, method: str = "POST", content_type: str | None = "application/octet-stream") -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {} if content_type is None else {"content-type": content_type}
        try:
            connection.request(method, self.path, body, headers, encode_chunked=not isinstance(body, bytes))
            response = connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


def call_lambda(version: str) -> Callable[..., Reply]:
    handle = lambda_handler(HANDLER)

    def call(body: bytes, method: str = "POST", content_type: str | None = "application/octet-stream") -> Reply:
        headers = {} if content_type is None else {"Content-Type": content_type}
        event: dict[str, Any] = {"headers": headers, "isBase64Encoded": True, "body": base64.b64encode(body).decode()}
        if version == "1.0":
            event["httpMethod"] = method
        else:
            event["requestContext"] = {"http": {"method": method}}
        answer = handle(event, None)
        assert answer["isBase64Encoded"] is True
        return Reply(answer["statusCode"], answer["headers"], base64.b64decode(answer["body"]))

    return call


@pytest.fixture(scope="module", params=[*SERVERS, "AWS Lambda 1.0", "AWS Lambda 2.0"])
def post(request: pytest.FixtureRequest) -> Iterator[Callable[..., Reply]]:
    name: str = request.param
    if name.startswith("AWS"):
        yield call_lambda(name.rsplit(maxsplit=1)[-1])
        return
    serve, make, path = SERVERS[name]
    with serve(make()) as port:
        yield Client(port, path)


# ----------------------------------------------------------------------------------------------- rules


def states(visits: Any = None) -> Any:
    return {"visits": visits}


ASYNC = address("example/async", "Bob")


def test_a_call_is_answered(post: Any) -> None:
    for data in (request(states=states()), request(states=states(), target=ASYNC)):
        reply = post(data)
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-length"] == str(len(reply.body))
        assert reply.body == HANDLER.handle_sync(data)


def test_a_content_type_may_be_missing_or_have_parameters(post: Any) -> None:
    data = request(states=states())
    assert post(data, content_type=None).status == 200
    assert post(data, content_type="Application/Octet-Stream; v=1").status == 200


@pytest.mark.parametrize(
    ("call", "status", "says"),
    [
        (lambda post: post(request(), method="PUT"), 405, None),
        (lambda post: post(request(), content_type="application/json"), 415, "application/octet-stream"),
        (lambda post: post(b"\xff"), 400, "not a ToFunction message"),
        (lambda post: post(b""), 400, "no invocation"),
        (lambda post: post(bytes(BYTES_MAX + 1)), 413, "larger than 100000 bytes"),
    ],
)
def test_what_is_no_call_is_refused_in_a_line_of_text(post: Any, call: Any, status: int, says: str | None) -> None:
    reply = call(post)
    assert reply.status == status
    if says is not None:
        assert reply.headers["content-type"].startswith("text/plain")
        assert says in reply.body.decode()
        assert reply.body.endswith(b"\n")


def test_a_failing_function_is_logged_and_the_caller_is_told_no_more_than_that(
    post: Any, caplog: pytest.LogCaptureFixture
) -> None:
    reply = post(request(typed(StringType, "fail"), states=states()))
    assert (reply.status, reply.body) == (500, b"The function failed. Its service has the details.\n")
    (record,) = (one for one in caplog.records if one.name == "statefun")
    assert "In the function example/me, id 'Bob', on message 1 of 1" in record.message
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "a secret"


def test_an_unknown_function_may_be_on_its_way(post: Any) -> None:
    reply = post(request(target=address("example/unknown", "Bob")))
    assert reply.status == 503
    assert "example/unknown" in reply.body.decode()


# ------------------------------------------------------------------------------------- single adapters


@pytest.mark.parametrize("name", ["ASGI, uvicorn", "ASGI, hypercorn", "WSGI, werkzeug"])
def test_a_chunked_body_is_read_and_limited(name: str) -> None:
    serve, make, path = SERVERS[name]
    data = request(states=states())
    with serve(make()) as port:
        assert Client(port, path)(iter([data[:10], data[10:]])).status == 200
        assert Client(port, path)(iter([bytes(60_000)] * 2)).status == 413


def test_a_connection_to_the_server_is_kept_and_closed_after_a_body_that_was_not_read() -> None:
    with by_statefun(HANDLER) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(3):
            connection.request("POST", "/", request(states=states()))
            response = connection.getresponse()
            assert response.status == 200
            response.read()
            assert not response.will_close
        connection.putrequest("POST", "/")
        connection.putheader("content-length", str(BYTES_MAX + 1))
        connection.endheaders()
        response = connection.getresponse()
        assert (response.status, response.will_close) == (413, True)
        connection.close()


def test_the_server_needs_a_content_length() -> None:
    with by_statefun(HANDLER) as port:
        # The head alone: the server answers and closes, and whoever still writes a body then may find the pipe broken.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.putrequest("POST", "/")
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders()
        assert connection.getresponse().status == 411
        connection.close()


@pytest.mark.parametrize("header", [("transfer-encoding", "chunked"), ("content-length", "3")])
def test_the_server_takes_no_request_that_has_two_lengths(header: tuple[str, str]) -> None:
    with by_statefun(HANDLER) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.putrequest("POST", "/")
        connection.putheader("content-length", "0")
        connection.putheader(*header)
        connection.endheaders()
        response = connection.getresponse()
        assert (response.status, response.will_close) == (400, True)
        connection.close()


def test_websockets_are_closed_and_lifespans_completed() -> None:
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    async def run(scope: Any, *events: Any) -> None:
        queue = list(events)

        async def receive() -> Any:
            return queue.pop(0)

        await asgi_app(HANDLER)(scope, receive, send)

    asyncio.run(run({"type": "websocket"}))
    asyncio.run(run({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))
    assert [one["type"] for one in sent] == [
        "websocket.close",
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    gone = [{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}]
    asyncio.run(run({"type": "http", "method": "POST", "headers": []}, *gone))
    assert len(sent) == 3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"isBase64Encoded": False}, "binary media type"),
        ({"body": "!"}, "not Base64"),
        ({"body": None}, "no invocation"),
    ],
)
def test_a_lambda_body_that_was_damaged_is_refused(changes: Any, says: str) -> None:
    event = {"httpMethod": "POST", "headers": None, "body": "AAAA", "isBase64Encoded": True, **changes}
    answer = lambda_handler(HANDLER)(event, None)
    assert answer["statusCode"] == 400
    assert says in base64.b64decode(answer["body"]).decode()
    assert lambda_handler(HANDLER)({}, None)["statusCode"] == 405


@pytest.mark.parametrize(
    ("length", "body"), [("5", b"abc"), ("-1", b""), ("many", b"abc"), ("99999999999", b""), (None, b"abc")]
)
def test_a_wsgi_body_that_is_not_as_it_says_is_refused(length: str | None, body: bytes) -> None:
    statuses: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body)}
    if length is not None:
        environ["CONTENT_LENGTH"] = length

    def start_response(status: str, headers: Any) -> None:
        statuses.append(status)

    b"".join(wsgi_app(HANDLER)(environ, start_response))  # type: ignore[arg-type]
    assert [status[:3] for status in statuses] == ["413" if length == "99999999999" else "400"]


def test_handlers_in_routes_of_ones_own_work_as_with_the_official_sdk() -> None:
    app = flask.Flask("own")

    @app.post("/statefun")
    def handle() -> Any:
        return flask.Response(HANDLER.handle_sync(flask.request.data), mimetype="application/octet-stream")

    data = request(states=states())
    assert app.test_client().post("/statefun", data=data).data == HANDLER.handle_sync(data)
