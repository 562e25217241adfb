"""One batch of messages being applied to one address."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any, Final, NoReturn, cast

from statefun.context import Context
from statefun.core import SdkAddress
from statefun.errors import ContextEndedError
from statefun.event_loop import completion, run
from statefun.messages import EgressMessage, Message, make_message
from statefun.reply import cancellation_field, delayed_field, egress_field, message_field, result
from statefun.request import Request, WireAddress
from statefun.statefun_builder import StatefulFunction
from statefun.storage import Storage

_MILLISECOND: Final = timedelta(milliseconds=1)


class Call(Context):
    """Applies a batch of messages, and is the context that the function gets: one for the whole batch."""

    __slots__ = ("_caller", "_delayed", "_egress", "_function", "_messages", "_request", "_storage")

    def __init__(self, function: StatefulFunction, request: Request, storage: Storage) -> None:
        self._function = function
        self._request = request
        self._storage = storage
        self._caller: WireAddress | None = None
        # The fields of the reply, as bytes.
        self._messages: list[bytes] = []
        self._delayed: list[bytes] = []
        self._egress: list[bytes] = []

    # What the handler uses.

    @property
    def is_async(self) -> bool:
        """Whether it needs an event loop."""
        return self._function.is_async

    def apply(self) -> bytes:
        """Applies the messages, one after the other, and returns the reply. Raises what the function raises."""
        function = self._function.fun
        (name, target_id), _, invocations = self._request
        done = 0
        try:
            for self._caller, value_typename, value in invocations:
                outcome = function(self, make_message(name.typename, target_id, value_typename, value))
                if outcome is not None and inspect.isawaitable(outcome):
                    run(completion(outcome))
                done += 1
            return self._reply()
        except Exception as error:
            self._explain(error, done)
            raise
        finally:
            self._end()

    async def apply_async(self) -> bytes:
        """As ``apply``, in a running event loop."""
        function = self._function.fun
        (name, target_id), _, invocations = self._request
        done = 0
        try:
            for self._caller, value_typename, value in invocations:
                outcome = function(self, make_message(name.typename, target_id, value_typename, value))
                if outcome is not None and inspect.isawaitable(outcome):
                    await outcome
                done += 1
            return self._reply()
        except Exception as error:
            self._explain(error, done)
            raise
        finally:
            self._end()

    def _reply(self) -> bytes:
        values, changed = self._storage._Values, self._storage._Changed
        parts: list[bytes] = []
        # In the order of the specs.
        for place in sorted(changed):
            fields, value = self._function.state_fields[place], values[place]
            parts.append(fields.modified(value) if isinstance(value, bytes) else fields.deleted)
        return result(parts + self._messages + self._delayed + self._egress)

    def _end(self) -> None:
        """From now on, whatever the function still does raises: it would be lost."""
        storage = self._storage
        storage._Values = self._messages = self._delayed = self._egress = cast("list[Any]", _ENDED)

    def _explain(self, error: Exception, done: int) -> None:
        (name, target_id), _, invocations = self._request
        where = f"In the function {name.typename}, id '{target_id}'"
        if done < len(invocations):
            where += f", on message {done + 1} of {len(invocations)}, of type {invocations[done][1]}"
        # What `add_note` does from Python 3.11 on; before, tracebacks don't show it.
        notes = getattr(error, "__notes__", [])
        error.__notes__ = [*notes, f"{where}."]  # type: ignore[attr-defined, unused-ignore]

    # What the function uses.

    @property
    def address(self) -> SdkAddress:
        return _sdk_address(self._request.target)

    @property
    def caller(self) -> SdkAddress | None:
        caller = self._caller
        return None if caller is None else _sdk_address(caller)

    @property
    def storage(self) -> Any:
        return self._storage

    def send(self, message: Message) -> None:
        if not isinstance(message, Message):
            raise _not_a("message", "message_builder", message)
        self._messages.append(message_field(message))

    def send_after(self, duration: timedelta, message: Message, cancellation_token: str = "") -> None:
        if not isinstance(message, Message):
            raise _not_a("message", "message_builder", message)
        if not isinstance(duration, timedelta):
            raise TypeError(f"The delay of a message must be a datetime.timedelta, not {duration!r:.100}.")
        delay_ms = max(duration // _MILLISECOND, 0)
        self._delayed.append(delayed_field(delay_ms, message, cancellation_token))

    def cancel_delayed_message(self, cancellation_token: str) -> None:
        if not cancellation_token:
            raise ValueError("A cancellation needs the token that the delayed message was sent with.")
        self._delayed.append(cancellation_field(cancellation_token))

    def send_egress(self, message: EgressMessage) -> None:
        if not isinstance(message, EgressMessage):
            raise _not_a("record for an egress", "kafka_egress_message or egress_message_builder", message)
        self._egress.append(egress_field(message))

    def __repr__(self) -> str:
        (name, target_id), _, _ = self._request
        return f"<context of {name.typename}/{target_id}>"


def _sdk_address(address: WireAddress) -> SdkAddress:
    (namespace, name, typename), target_id = address
    return SdkAddress(namespace, name, target_id, typename)


def _not_a(wanted: str, builder: str, given: object) -> TypeError:
    return TypeError(f"A {type(given).__name__} is no {wanted}: make one by {builder}.")


class _Ended:
    """Stands for the lists of a call that has ended."""

    def _refuse(self, *_: object) -> NoReturn:
        raise ContextEndedError(
            "This call of the function has ended, so what it does now would be lost. Await all that a function starts "
            "before it returns."
        )

    append = __getitem__ = __setitem__ = _refuse


_ENDED: Final = _Ended()
