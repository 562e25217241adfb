"""Applies requests of the runtime to functions: the core of every adapter."""

from __future__ import annotations

from typing import Final

from statefun.call import Call
from statefun.errors import RequestTooLargeError
from statefun.event_loop import run
from statefun.reply import incomplete
from statefun.request import read_request
from statefun.statefun_builder import StatefulFunctions
from statefun.storage import OtherType

PAYLOAD_BYTES_MAX: Final = 32 * 1024 * 1024


class RequestReplyHandler:
    """Applies requests of the runtime (``ToFunction`` messages) to functions.

    A handler may be used by several threads and event loops at once. Requests of more than ``payload_bytes_max``
    bytes are refused.
    """

    __slots__ = ("functions", "payload_bytes_max")

    functions: StatefulFunctions
    payload_bytes_max: int

    def __init__(self, functions: StatefulFunctions, *, payload_bytes_max: int = PAYLOAD_BYTES_MAX) -> None:
        if not functions:
            raise ValueError("functions must be provided.")
        self.functions = functions
        self.payload_bytes_max = payload_bytes_max

    def handle_sync(self, request_bytes: bytes | bytearray | memoryview) -> bytes:
        """Applies one request and returns the reply (a ``FromFunction`` message).

        A coroutine function runs in an event loop of its own, so there must not be one already.

        Raises InvalidRequestError, RequestTooLargeError or UnknownFunctionError, and what the function raises, with a
        note on which message it was; of a failed request nothing takes effect.
        """
        call = self._begin(request_bytes)
        if isinstance(call, bytes):
            return call
        return run(call.apply_async()) if call.is_async else call.apply()

    async def handle_async(self, request_bytes: bytes | bytearray | memoryview) -> bytes:
        """As ``handle_sync``, in a running event loop. A function that is no coroutine function blocks it."""
        call = self._begin(request_bytes)
        if isinstance(call, bytes):
            return call
        return await call.apply_async()

    def _begin(self, request_bytes: bytes | bytearray | memoryview) -> Call | bytes:
        """The call that a request asks for; when states are missing, the reply that asks for them."""
        request = read_request(self._checked(request_bytes))
        states = request.states
        function = self.functions.for_typename(request.target[0].typename)
        values: list[bytes | OtherType | None] = []
        for spec in function.specs:
            state = states.get(spec.name)
            if state is None:
                return incomplete(spec for spec in function.specs if spec.name not in states)
            typename, value = state
            values.append(value if value is None or typename == spec.type.typename else OtherType(typename))
        return Call(function, request, function.storage_type(values))

    def _checked(self, data: bytes | bytearray | memoryview) -> bytes:
        if type(data) is not bytes:
            if not isinstance(data, (bytes, bytearray, memoryview)):
                raise TypeError(f"A request must be bytes, not {type(data).__name__}.")
            data = bytes(data)
        if len(data) > self.payload_bytes_max:
            raise RequestTooLargeError(f"The request is larger than {self.payload_bytes_max} bytes.")
        return data
