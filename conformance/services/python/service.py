"""The functions of the conformance tests with the official Python SDK; conformance/README.md says what they do.
Usage: service.py NAMESPACE PORT VARIANT"""

import asyncio
import sys
from datetime import timedelta

from interpreter import interpret
from kinds import KINDS
from serving import serve
from statefun import RequestReplyHandler, StatefulFunctions, ValueSpec, message_builder, simple_type

NAMESPACE, PORT, VARIANT = sys.argv[1:]
TTL = timedelta(milliseconds=1500)

PROBE_STATES = {**KINDS, "total": KINDS["int"], "written": KINDS["int"], "called": KINDS["int"]}
EXPIRATIONS = {"written": {"expire_after_write": TTL}, "called": {"expire_after_call": TTL}}
EVOLVING_STATES = {
    "first": {"kept": KINDS["int"], "note": KINDS["string"], "gone": KINDS["int"]},
    "changed": {"kept": KINDS["int"], "note": KINDS["int"]},
    "next": {"kept": KINDS["int"], "note": KINDS["string"], "fresh": KINDS["string"]},
}[VARIANT]

functions = StatefulFunctions()


def specs(states):
    return [ValueSpec(name=name, type=kind.type, **EXPIRATIONS.get(name, {})) for name, kind in states.items()]


@functions.bind(typename=f"{NAMESPACE}/probe", specs=specs(PROBE_STATES))
def probe(context, message):
    interpret(context, message, PROBE_STATES)


@functions.bind(typename=f"{NAMESPACE}/batched", specs=specs(PROBE_STATES))
def batched(context, message):
    interpret(context, message, PROBE_STATES)


@functions.bind(typename=f"{NAMESPACE}/async", specs=specs(PROBE_STATES))
async def later(context, message):
    await asyncio.sleep(0.005)
    interpret(context, message, PROBE_STATES)


@functions.bind(typename=f"{NAMESPACE}/relay")
def relay(context, message):
    """Passes a message of any type on, as it is."""
    as_it_is = simple_type(message.value_typename(), lambda value: value, lambda value: value)
    value = message.raw_value()
    context.send(message_builder(f"{NAMESPACE}/probe", context.address.id, value=value, value_type=as_it_is))


@functions.bind(typename=f"{NAMESPACE}/evolving", specs=specs(EVOLVING_STATES))
def evolving(context, message):
    interpret(context, message, EVOLVING_STATES)


if VARIANT == "next":

    def late(context, message):
        interpret(context, message, {})

    functions.register(f"{NAMESPACE}/late", late)


serve(RequestReplyHandler(functions), int(PORT))
