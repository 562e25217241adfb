"""What a function can do while it handles a message."""

from __future__ import annotations

import abc
from datetime import timedelta
from typing import Any

from statefun.core import SdkAddress
from statefun.messages import EgressMessage, Message


class Context(abc.ABC):
    """What a function can do while it handles a message.

    All of it takes effect together, once the function has returned for each message of its batch, and nothing of it
    when one of them fails. After that, using it raises ContextEndedError: await all that you start.
    """

    __slots__ = ()

    @property
    @abc.abstractmethod
    def address(self) -> SdkAddress:
        """The address of this function instance."""

    @property
    @abc.abstractmethod
    def storage(self) -> Any:
        """The states of this address, by their names as attributes."""

    @property
    @abc.abstractmethod
    def caller(self) -> SdkAddress | None:
        """The function instance that sent the message; None when it came from an ingress."""

    def send(self, message: Message) -> None:
        """Sends a message to a function."""

    def send_after(self, duration: timedelta, message: Message, cancellation_token: str = "") -> None:
        """Sends a message after ``duration``, durably; at once when that is negative.

        With a token, which must not be that of another pending message, it can be cancelled.
        """

    def cancel_delayed_message(self, cancellation_token: str) -> None:
        """Cancels the delayed message that this address sent with the token; no error when it was delivered already."""

    def send_egress(self, message: EgressMessage) -> None:
        """Sends a record to an egress."""
