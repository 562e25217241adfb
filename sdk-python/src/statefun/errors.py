"""What the SDK itself raises, beside the built-in ``TypeError``, ``ValueError`` and ``AttributeError``."""


class StatefunError(Exception):
    """The base of the errors below."""


class InvalidRequestError(StatefunError, ValueError):
    """The bytes are not a call of the runtime; the web adapters answer 400."""


class RequestTooLargeError(InvalidRequestError):
    """The request is larger than the handler's ``payload_bytes_max``; the web adapters answer 413."""


class UnknownFunctionError(StatefunError, KeyError):
    """No function is registered under that type name; the web adapters answer 503, since it may be on its way."""

    def __str__(self) -> str:
        # KeyError would show the message as a quoted key.
        return str(self.args[0])


class ContextEndedError(StatefunError, RuntimeError):
    """A context or its storage was used after its call had ended: await all that a function starts."""
