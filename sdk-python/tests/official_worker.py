"""Answers requests by a function that obeys its message, with whichever SDK is installed; test_official starts it.

Reads lines of hex, and writes lines of hex, or the name of the error.
"""

import json
import sys
from datetime import timedelta

from statefun import (
    BoolType,
    DoubleType,
    FloatType,
    IntType,
    LongType,
    RequestReplyHandler,
    StatefulFunctions,
    StringType,
    ValueSpec,
    egress_message_builder,
    kafka_egress_message,
    kinesis_egress_message,
    make_json_type,
    message_builder,
    simple_type,
)

JSON = make_json_type("example/Json")
RAW = simple_type("example/Raw", bytes.fromhex, bytes.hex)
TYPES = {
    "bool": BoolType,
    "int": IntType,
    "long": LongType,
    "float": FloatType,
    "double": DoubleType,
    "str": StringType,
    "json": JSON,
    "raw": RAW,
}
DAY = timedelta(days=1)
SPECS = [ValueSpec(f"a_{name}", tpe) for name, tpe in TYPES.items()]
SPECS += [ValueSpec("called", IntType, expire_after_call=DAY), ValueSpec("written", IntType, None, DAY)]

functions = StatefulFunctions()


def message_of(command):
    target, target_id, kind, value = command
    if kind in ("json", "raw"):
        return message_builder(target, target_id, value=value, value_type=TYPES[kind])
    return message_builder(target, target_id, **{f"{kind}_value": value})


def execute(context, op, *arguments):  # noqa: PLR0912
    if op == "set":
        setattr(context.storage, *arguments)
    elif op == "remove":
        delattr(context.storage, *arguments)
    elif op == "copy":
        to, name = arguments
        value = getattr(context.storage, name)
        if value is not None:
            setattr(context.storage, to, value)
    elif op == "send":
        context.send(message_of(arguments))
    elif op == "send_after":
        delay_ms, token, *command = arguments
        context.send_after(timedelta(milliseconds=delay_ms), message_of(command), token)
    elif op == "cancel":
        context.cancel_delayed_message(*arguments)
    elif op == "reply":
        if context.caller is not None:
            context.send(message_builder(context.caller.typename, context.caller.id, str_value=context.address.id))
    elif op == "kafka":
        topic, value, key = arguments
        context.send_egress(kafka_egress_message("example/kafka", topic, value, key=key))
    elif op == "kinesis":
        stream, value, partition_key, hash_key = arguments
        message = kinesis_egress_message("example/kinesis", stream, value, partition_key, explicit_hash_key=hash_key)
        context.send_egress(message)
    elif op == "egress":
        context.send_egress(egress_message_builder("example/any", arguments[0], JSON))
    else:
        raise ValueError(op)


@functions.bind("example/me", SPECS)
def obey(context, message):
    for command in message.as_type(JSON):
        execute(context, *command)


def main():
    handler = RequestReplyHandler(functions)
    for line in sys.stdin:
        try:
            answer = handler.handle_sync(bytes.fromhex(line)).hex()
        except Exception as error:
            answer = f"{type(error).__name__}: {error!r}"
        print(json.dumps(answer), flush=True)


main()
