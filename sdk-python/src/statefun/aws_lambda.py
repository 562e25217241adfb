"""Functions on AWS Lambda: behind an API Gateway, a function URL or a load balancer."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from statefun.exchange import Answer, refusal, refusal_for, refuse, reply, too_large
from statefun.request_reply_v3 import RequestReplyHandler

LambdaHandler: TypeAlias = Callable[[Mapping[str, Any], Any], "dict[str, Any]"]
"""What AWS calls with an event and a context."""


def lambda_handler(handler: RequestReplyHandler) -> LambdaHandler:
    """What AWS Lambda calls: ``handle = lambda_handler(handler)`` in a module ``app`` is its handler ``app.handle``.

    It reads the events of API Gateway (payload formats 1.0 and 2.0), of function URLs and of load balancers. Requests
    come and go in Base64: add ``application/octet-stream`` to the binary media types of a REST API.
    """

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        answer = _answer(handler, event)
        return {
            "statusCode": answer.status,
            "headers": answer.headers,
            "body": base64.b64encode(answer.body).decode(),
            "isBase64Encoded": True,
        }

    return handle


def _answer(handler: RequestReplyHandler, event: Mapping[str, Any]) -> Answer:
    refused = refuse(_method(event), _content_type(event))
    if refused is not None:
        return refused
    body = _read(event, handler.payload_bytes_max)
    if not isinstance(body, bytes):
        return body
    try:
        return reply(handler.handle_sync(body))
    except Exception as error:
        return refusal_for(error)


def _method(event: Mapping[str, Any]) -> str:
    method: str | None = event.get("httpMethod")
    if method is None:
        method = ((event.get("requestContext") or {}).get("http") or {}).get("method")
    return method or ""


def _content_type(event: Mapping[str, Any]) -> str | None:
    headers: Mapping[str, str] = event.get("headers") or {}
    return next((value for name, value in headers.items() if name.lower() == "content-type"), None)


def _read(event: Mapping[str, Any], payload_bytes_max: int) -> bytes | Answer:
    text: str = event.get("body") or ""
    if text and not event.get("isBase64Encoded"):
        return refusal(
            400,
            "The body came as text, which damages it: make application/octet-stream a binary media type of the API.",
        )
    try:
        body = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return refusal(400, "The body is not Base64.")
    return too_large(payload_bytes_max) if len(body) > payload_bytes_max else body
