"""The HTTP rules, the same for every adapter."""

from __future__ import annotations

import logging
from typing import Final, NamedTuple

from statefun.errors import InvalidRequestError, RequestTooLargeError, UnknownFunctionError

OCTET_STREAM: Final = "application/octet-stream"
_log: Final = logging.getLogger("statefun")


class Answer(NamedTuple):
    """What an HTTP request is answered with."""

    status: int
    content_type: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """All headers that it needs."""
        headers = {"content-type": self.content_type, "content-length": str(len(self.body))}
        if self.status == 405:
            headers["allow"] = "POST"
        return headers


def reply(body: bytes) -> Answer:
    """The answer with the reply of a handler."""
    return Answer(200, OCTET_STREAM, body)


def refusal(status: int, message: str) -> Answer:
    """An answer that says no, in a line of text."""
    return Answer(status, "text/plain; charset=utf-8", f"{message}\n".encode(errors="backslashreplace"))


def too_large(payload_bytes_max: int) -> Answer:
    """The refusal of a body above the limit."""
    return refusal(413, f"The body is larger than {payload_bytes_max} bytes.")


def refuse(method: str, content_type: str | None) -> Answer | None:
    """The refusal of a request that is no call, before its body is read; None for a call."""
    if method != "POST":
        return refusal(405, "Calls to functions are POST requests.")
    if content_type and content_type.partition(";")[0].strip().lower() != OCTET_STREAM:
        return refusal(415, f"The content type of a call is {OCTET_STREAM}.")
    return None


def refusal_for(error: BaseException) -> Answer:
    """The answer for what a handler raised. Failures of functions are logged; callers are told no more than that.

    An unknown function is 503: the deployment that has it may be on its way, so the runtime shall try again.
    """
    if isinstance(error, RequestTooLargeError):
        return refusal(413, str(error))
    if isinstance(error, InvalidRequestError):
        return refusal(400, str(error))
    if isinstance(error, UnknownFunctionError):
        _log.error("%s", error)
        return refusal(503, str(error))
    notes = getattr(error, "__notes__", ["A function failed."])
    _log.error("%s", notes[-1], exc_info=error)
    return refusal(500, "The function failed. Its service has the details.")
