"""The states of an address, as attributes of ``context.storage``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from statefun.core import ValueSpec, to_bytes


class OtherType:
    """Stands for a value that the runtime keeps under another type than the one that is declared."""

    __slots__ = ("typename",)

    def __init__(self, typename: str) -> None:
        self.typename = typename


class Storage:
    """The states of one address during a call.

    ``storage.name`` is the value of a state, or None when there is none; assigning to it sets the state, ``del
    storage.name`` removes it. What was read is a copy: assign it again when you have changed it. A name that is not
    declared raises AttributeError; a value that the runtime keeps under another type, TypeError.

    Names of states are in lower case, so attributes with a capital letter never clash with one.
    """

    __slots__ = ("_Changed", "_Values")

    _Values: list[bytes | OtherType | None]
    """By the place of the state among the specs."""
    _Changed: set[int]

    def __init__(self, values: list[bytes | OtherType | None]) -> None:
        self._Values = values
        self._Changed = set()


def storage_class(typename: str, specs: Sequence[ValueSpec[Any]]) -> type[Storage]:
    """The class of the storage of a function: a property for each state. Raises ValueError for a name used twice."""
    members: dict[str, Any] = {"__slots__": (), "__doc__": Storage.__doc__}
    for place, spec in enumerate(specs):
        if spec.name in members:
            raise ValueError(f"duplicate registered value name: {spec.name}")
        members[spec.name] = _state_property(typename, place, spec)
    # Its name is a part of Python's own message for an attribute that isn't there.
    return type(f"storage of {typename}", (Storage,), members)


def _state_property(typename: str, place: int, spec: ValueSpec[Any]) -> property:
    tpe = spec.type

    def get(self: Storage) -> Any:
        value = self._Values[place]
        if value is None:
            return None
        if isinstance(value, OtherType):
            raise TypeError(
                f"Type mismatch: the state '{spec.name}' of {typename} is declared as {tpe.typename} here, "
                f"and its value is of type {value.typename}."
            )
        return tpe.serializer().deserialize(value)

    def change(self: Storage, value: Any) -> None:
        if value is None:
            raise ValueError(f"The state '{spec.name}' of {typename} can not be None: to remove it, use del.")
        self._Values[place] = to_bytes(tpe, value)
        self._Changed.add(place)

    def remove(self: Storage) -> None:
        self._Values[place] = None
        self._Changed.add(place)

    return property(get, change, remove)
