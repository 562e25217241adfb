"""A function that does what the script in a message says; any other message it reports."""

import json
import time
from datetime import timedelta

from kinds import EGRESS_RECORD, KINDS, SCRIPT, Kind, describe
from statefun import Context, Message, egress_message_builder, kafka_egress_message
from statefun import kinesis_egress_message, message_builder

PLAYGROUND = "io.statefun.playground/egress"
KAFKA = "conformance/kafka"
KINESIS = "conformance/kinesis"


def interpret(context: Context, message: Message, states: dict):
    """Runs a script; `states` are the kinds of the function's states by name."""
    if not message.is_type(SCRIPT):
        publish(context, {**report_of(context, "received"), "message": describe(message)})
        return
    for command in message.as_type(SCRIPT):
        execute(context, command, states)


def execute(context: Context, command: dict, states: dict):
    op = command["op"]
    if op == "set":
        name = command["state"]
        setattr(context.storage, name, states[name].from_json(command["value"]))
    elif op == "remove":
        delattr(context.storage, command["state"])
    elif op == "add":
        context.storage.total = (context.storage.total or 0) + command["value"]
    elif op == "send":
        send(context, command)
    elif op == "reply":
        context.send(message_to(context.caller.typename, context.caller.id, command))
    elif op == "cancel":
        context.cancel_delayed_message(command["token"])
    elif op == "report":
        report = {**report_of(context, command["tag"]), "states": values_of(context, states)}
        publish(context, report, command.get("topic"))
    elif op == "kafka":
        kind = KINDS.get(command.get("as"))
        value = kind.from_json(command["value"]) if kind else command["value"]
        value_type = kind.type if kind else None
        context.send_egress(kafka_egress_message(KAFKA, command["topic"], value, value_type, command.get("key")))
    elif op == "kinesis":
        context.send_egress(
            kinesis_egress_message(
                typename=KINESIS,
                stream=command["stream"],
                value=command["value"],
                partition_key=command["partitionKey"],
                explicit_hash_key=command.get("explicitHashKey"),
            )
        )
    elif op == "egress":
        kind = KINDS[command["as"]]
        context.send_egress(egress_message_builder(command["egress"], kind.from_json(command["value"]), kind.type))
    elif op == "sleep":
        time.sleep(command["ms"] / 1000)
    elif op == "fail":
        raise RuntimeError("the script says so")
    else:
        raise ValueError(f"unknown command: {command}")


def send(context: Context, command: dict):
    message = message_to(command["to"], command["id"], command)
    if "delayMs" not in command:
        context.send(message)
    elif "token" not in command:
        context.send_after(timedelta(milliseconds=command["delayMs"]), message)
    else:
        context.send_after(timedelta(milliseconds=command["delayMs"]), message, command["token"])


# The arguments that name a type of their own.
_ARGUMENTS = {
    "bool": "bool_value",
    "int": "int_value",
    "long": "long_value",
    "float": "float_value",
    "double": "double_value",
    "string": "str_value",
}


def message_to(typename: str, target_id: str, command: dict) -> Message:
    name, value = command["as"], command["value"]
    if name == "script":
        return message_builder(typename, target_id, value=value, value_type=SCRIPT)
    kind: Kind = KINDS[name]
    if name in _ARGUMENTS:
        return message_builder(typename, target_id, **{_ARGUMENTS[name]: kind.from_json(value)})
    return message_builder(typename, target_id, value=kind.from_json(value), value_type=kind.type)


def text(address) -> str:
    return f"{address.typename}/{address.id}"


def report_of(context: Context, tag: str) -> dict:
    caller = text(context.caller) if context.caller else None
    return {"tag": tag, "self": text(context.address), "caller": caller}


def values_of(context: Context, states: dict) -> dict:
    values = {name: getattr(context.storage, name) for name in states}
    return {name: None if value is None else states[name].to_json(value) for name, value in values.items()}


def publish(context: Context, report: dict, topic=None):
    """To a topic of Kafka, or else to the playground."""
    payload = json.dumps(report)
    if topic is not None:
        context.send_egress(kafka_egress_message(KAFKA, topic, payload, key=context.address.id))
        return
    record = {"topic": "reports", "payload": payload}
    context.send_egress(egress_message_builder(PLAYGROUND, record, EGRESS_RECORD))
