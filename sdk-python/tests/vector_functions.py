"""The functions of conformance/vectors, whose README says what they do. They run with the official SDK, too.

As a program it answers requests, a line of hex each, with a line of hex; or of `error: ` and what was raised.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from statefun import (
    BoolType,
    Context,
    DoubleType,
    FloatType,
    IntType,
    LongType,
    Message,
    RequestReplyHandler,
    StatefulFunctions,
    StringType,
    Type,
    ValueSpec,
    egress_message_builder,
    kafka_egress_message,
    kinesis_egress_message,
    message_builder,
    simple_type,
)


def same(value: Any) -> Any:
    return value


class Kind(NamedTuple):
    """A type of values, and what a value in JSON means."""

    type: Any
    from_json: Callable[[Any], Any] = same


KINDS: dict[str, Kind] = {
    "bool": Kind(BoolType),
    "int": Kind(IntType),
    "long": Kind(LongType, int),
    "float": Kind(FloatType, float),
    "double": Kind(DoubleType, float),
    "string": Kind(StringType),
    "custom": Kind(simple_type("conformance/Bytes", same, same), bytes.fromhex),
}

SCRIPT: Type = simple_type("conformance/Script", lambda value: json.dumps(value).encode(), json.loads)  # type: ignore[type-arg]
SINK = "vectors/sink"

functions = StatefulFunctions()


def interpreter(states: dict[str, Kind]) -> Callable[[Context, Message], None]:
    """A function with these states."""

    def interpret(context: Context, message: Message) -> None:
        if message.is_type(SCRIPT):
            for command in message.as_type(SCRIPT):
                execute(context, command, states)
            return
        for kind in KINDS.values():
            if message.is_type(kind.type):
                context.send(message_builder(SINK, "echo", value=message.as_type(kind.type), value_type=kind.type))
                return
        raise ValueError(f"no such type: {message.value_typename()}")

    return interpret


def execute(context: Context, command: dict[str, Any], states: dict[str, Kind]) -> None:
    op = command["op"]
    if op == "set":
        name = command["state"]
        kind = states.get(name, KINDS["int"])
        setattr(context.storage, name, kind.from_json(command["value"]))
    elif op == "remove":
        delattr(context.storage, command["state"])
    elif op == "add":
        context.storage.total = (context.storage.total or 0) + command["value"]
    elif op == "tell":
        tell(context, command["state"], states)
    elif op == "send":
        send(context, command)
    elif op == "reply":
        caller: Any = context.caller
        context.send(message_to(caller.typename, caller.id, command))
    elif op == "cancel":
        context.cancel_delayed_message(command["token"])
    elif op in ("kafka", "kinesis", "egress"):
        context.send_egress(record_of(command))
    else:
        raise RuntimeError(f"the script says {op}")


def tell(context: Context, name: str, states: dict[str, Kind]) -> None:
    value = getattr(context.storage, name)
    if value is None:
        context.send(message_builder(SINK, "none", str_value=name))
    else:
        context.send(message_builder(SINK, name, value=value, value_type=states[name].type))


def send(context: Context, command: dict[str, Any]) -> None:
    message = message_to(command["to"], command["id"], command)
    if "delayMs" not in command:
        context.send(message)
    else:
        delay = timedelta(milliseconds=command["delayMs"])
        context.send_after(delay, message, command.get("token", ""))


def message_to(typename: str, target_id: str, command: dict[str, Any]) -> Message:
    kind = KINDS[command["as"]]
    value = kind.from_json(command["value"])
    return message_builder(typename, target_id, value=value, value_type=kind.type)


def record_of(command: dict[str, Any]) -> Any:
    value = command["value"]
    kind: Kind | None = KINDS.get(command.get("as", ""))
    value, value_type = (value, None) if kind is None else (kind.from_json(value), kind.type)
    if command["op"] == "kafka":
        return kafka_egress_message("conformance/kafka", command["topic"], value, value_type, command.get("key"))
    if command["op"] == "kinesis":
        stream, key, hash_key = command["stream"], command["partitionKey"], command.get("explicitHashKey")
        return kinesis_egress_message("conformance/kinesis", stream, value, key, explicit_hash_key=hash_key)
    return egress_message_builder(command["egress"], value, value_type)  # type: ignore[arg-type]


PROBE = {**KINDS, "total": KINDS["int"]}
EXPIRING = {"kept": KINDS["int"], "written": KINDS["string"], "called": KINDS["long"]}
DAY = timedelta(days=1, hours=1, minutes=1, seconds=1, milliseconds=1)
CENTURY = timedelta(days=36_500)

functions.register("vectors/probe", interpreter(PROBE), [ValueSpec(name, kind.type) for name, kind in PROBE.items()])
functions.register(
    "vectors/expiring",
    interpreter(EXPIRING),
    [
        ValueSpec("kept", IntType),
        ValueSpec("written", StringType, expire_after_write=DAY),
        ValueSpec("called", LongType, expire_after_call=CENTURY),
    ],
)
functions.register("vectors/stateless", interpreter({}))


def main() -> None:
    handler = RequestReplyHandler(functions)
    for line in sys.stdin:
        try:
            answer = handler.handle_sync(bytes.fromhex(line)).hex()
        except Exception as error:
            answer = f"error: {type(error).__name__}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
