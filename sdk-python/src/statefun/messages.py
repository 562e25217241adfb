"""Messages to functions, and records for egresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, overload

from statefun.core import Type, to_bytes
from statefun.wrapper_types import BoolType, DoubleType, FloatType, IntType, LongType, StringType

T = TypeVar("T")

MaybeNone: TypeAlias = Any
"""None only when the sender sent no value at all, which no SDK and no ingress does: so you need not check."""


@dataclass
class TypedValue:
    """A value as it is on the wire."""

    __slots__ = ("has_value", "typename", "value")

    typename: str
    has_value: bool
    value: bytes


class Message:
    """A message to a function: the one that a function got, or one to send (see ``message_builder``).

    The ``as_...`` methods read the value without a look at what the sender declared it as; ``is_...`` tells. They
    raise ValueError for bytes that are not of the type.
    """

    __slots__ = ("_value", "_value_typename", "target_id", "target_typename")

    target_typename: str
    target_id: str
    _value_typename: str
    _value: bytes | None

    def __init__(self, target_typename: str, target_id: str, typed_value: TypedValue) -> None:
        if not target_typename:
            raise ValueError("target_typename can not be missing")
        if not target_id:
            raise ValueError("target_id can not be missing")
        if not typed_value:
            raise ValueError("typed_value can not be missing")
        self.target_typename = target_typename
        self.target_id = target_id
        self._value_typename = typed_value.typename
        self._value = bytes(typed_value.value) if typed_value.has_value else None

    @property
    def typed_value(self) -> TypedValue:
        """The value as it is on the wire."""
        return TypedValue(self._value_typename, self._value is not None, self._value or b"")

    def is_int(self) -> bool:
        return self._value_typename == IntType.typename

    def as_int(self) -> int | MaybeNone:
        return self.as_type(IntType)

    def is_bool(self) -> bool:
        return self._value_typename == BoolType.typename

    def as_bool(self) -> bool | MaybeNone:
        return self.as_type(BoolType)

    def is_long(self) -> bool:
        return self._value_typename == LongType.typename

    def as_long(self) -> int | MaybeNone:
        return self.as_type(LongType)

    def is_string(self) -> bool:
        return self._value_typename == StringType.typename

    def as_string(self) -> str | MaybeNone:
        return self.as_type(StringType)

    def is_float(self) -> bool:
        return self._value_typename == FloatType.typename

    def as_float(self) -> float | MaybeNone:
        return self.as_type(FloatType)

    def is_double(self) -> bool:
        return self._value_typename == DoubleType.typename

    def as_double(self) -> float | MaybeNone:
        return self.as_type(DoubleType)

    def is_type(self, tpe: Type[Any]) -> bool:
        """Whether the value was declared as of this type."""
        return self._value_typename == tpe.typename

    def as_type(self, tpe: Type[T]) -> T | MaybeNone:
        """The value, read as this type; None when the message carries none."""
        value = self._value
        return None if value is None else tpe.serializer().deserialize(value)

    def value_typename(self) -> str:
        """What the value was declared as."""
        return self._value_typename

    def raw_value(self) -> bytes | MaybeNone:
        """The bytes of the value; None when the message carries none."""
        return self._value

    def __repr__(self) -> str:
        # Values may be large, and secret.
        return f"<message to {self.target_typename}/{self.target_id} of type {self._value_typename}>"


_new_message: Final = object.__new__


def make_message(target_typename: str, target_id: str, value_typename: str, value: bytes | None) -> Message:
    """A message without checks, for parts that were checked: there is one for each call."""
    message: Message = _new_message(Message)
    message.target_typename = target_typename
    message.target_id = target_id
    message._value_typename = value_typename
    message._value = value
    return message


class EgressMessage:
    """A record for an egress of the module."""

    __slots__ = ("typed_value", "typename")

    typename: str
    """The egress: its ``id`` in the module."""
    typed_value: TypedValue
    """The value as it is on the wire."""

    def __init__(self, typename: str, typed_value: TypedValue) -> None:
        if not typename:
            raise ValueError("typename is missing")
        if not typed_value:
            raise ValueError("value is missing")
        self.typename = typename
        self.typed_value = typed_value

    def value_typename(self) -> str:
        """What the value was declared as."""
        return self.typed_value.typename

    def raw_value(self) -> bytes | MaybeNone:
        """The bytes of the value; None when the record carries none."""
        return self.typed_value.value if self.typed_value.has_value else None

    def __repr__(self) -> str:
        return f"<record for {self.typename} of type {self.value_typename()}>"


_KEYWORDS: Final[dict[str, Type[Any]]] = {
    "int_value": IntType,
    "float_value": FloatType,
    "long_value": LongType,
    "str_value": StringType,
    "double_value": DoubleType,
    "bool_value": BoolType,
}


@overload
def message_builder(target_typename: str, target_id: str, *, int_value: int) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, long_value: int) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, float_value: float) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, double_value: float) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, str_value: str) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, bool_value: bool) -> Message: ...
@overload
def message_builder(target_typename: str, target_id: str, *, value: T, value_type: Type[T]) -> Message: ...
def message_builder(target_typename: str, target_id: str, **kwargs: Any) -> Message:
    """A message to the function ``target_typename`` with the id ``target_id``.

    Its value is one of ``int_value``, ``long_value``, ``float_value``, ``double_value``, ``str_value`` and
    ``bool_value``, or ``value`` together with ``value_type``. Raises TypeError or ValueError for what does not fit.
    """
    value_type, value = typed_argument(kwargs)
    data = to_bytes(value_type, value)
    if not target_typename:
        raise ValueError("target_typename can not be missing")
    if not target_id:
        raise ValueError("target_id can not be missing")
    return make_message(target_typename, target_id, value_type.typename, data)


def typed_argument(kwargs: dict[str, Any]) -> tuple[Type[Any], Any]:
    """The type and the value that the keyword arguments of ``message_builder`` name."""
    if len(kwargs) == 1:
        ((keyword, value),) = kwargs.items()
        value_type = _KEYWORDS.get(keyword)
        if value_type is None:
            raise ValueError(f"What is {keyword}? Give one of {', '.join(_KEYWORDS)}, or value and value_type.")
    elif kwargs.keys() == {"value", "value_type"}:
        value, value_type = kwargs["value"], kwargs["value_type"]
    else:
        given = ", ".join(kwargs) or "nothing"
        raise TypeError(f"A message needs one of {', '.join(_KEYWORDS)}, or both value and value_type; not {given}.")
    if value is None:
        raise ValueError("value can not be missing")
    if not value_type:
        raise ValueError("value_type can not be missing")
    return value_type, value


def egress_message_builder(target_typename: str, value: T, value_type: Type[T]) -> EgressMessage:
    """A record for any egress, whose kind defines which types it takes.

    For Kafka and Kinesis there are ``kafka_egress_message`` and ``kinesis_egress_message``.
    """
    if not target_typename:
        raise ValueError("target typename is missing")
    if value is None:
        raise ValueError("value can not be missing")
    return EgressMessage(target_typename, TypedValue(value_type.typename, True, to_bytes(value_type, value)))
