"""Part 4: each address has states of its own. They are typed, durable, and may expire."""

from datetime import timedelta

from values import GREET_REQUEST, say

from statefun import Context, IntType, Message, StatefulFunctions, StringType, ValueSpec

SPECS = [
    ValueSpec("visits", IntType),
    ValueSpec("last_request", GREET_REQUEST),
    ValueSpec("remark", StringType, expire_after_call=timedelta(minutes=10)),
]


def storage(context: Context, message: Message) -> None:
    states = context.storage
    name = message.as_type(GREET_REQUEST)["name"]
    last = states.last_request["name"] if states.last_request else "nobody"
    remark = states.remark or "gone or never there"
    # All that a function changes takes effect together with the messages that it sends, or not at all.
    states.visits = (states.visits or 0) + 1
    states.remark = f"seen {name}"
    if name == "nobody":
        del states.last_request
    else:
        states.last_request = {"name": name}
    say(context, f"storage of {context.address.id}: visit {states.visits}, before: {last}, remark: {remark}")


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/storage", storage, SPECS)
