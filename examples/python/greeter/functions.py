"""The functions of the greeter, and their service."""

import os

from statefun import (
    Context,
    IntType,
    Message,
    RequestReplyHandler,
    StatefulFunctions,
    ValueSpec,
    egress_message_builder,
    make_json_type,
    message_builder,
    serve,
)

GREET_REQUEST = make_json_type(typename="example/GreetRequest")
EGRESS_RECORD = make_json_type(typename="io.statefun.playground/EgressRecord")

functions = StatefulFunctions()


@functions.bind(typename="example/person", specs=[ValueSpec(name="visits", type=IntType)])
def person(context: Context, message: Message) -> None:
    """One instance for each person: counts the visits, and asks the greeter to say something about it."""
    visits = (context.storage.visits or 0) + 1
    context.storage.visits = visits
    name = message.as_type(GREET_REQUEST)["name"]
    request = {"name": name, "visits": visits}
    context.send(message_builder("example/greeter", name, value=request, value_type=GREET_REQUEST))


@functions.bind(typename="example/greeter")
def greeter(context: Context, message: Message) -> None:
    """Finds the words, and sends them out."""
    request = message.as_type(GREET_REQUEST)
    payload = greeting(request["name"], request["visits"])
    record = {"topic": "greetings", "payload": payload}
    context.send_egress(egress_message_builder("io.statefun.playground/egress", record, EGRESS_RECORD))


def greeting(name: str, visits: int) -> str:
    """What to say."""
    if visits == 1:
        return f"Welcome, {name}! This is your first visit."
    return f"Welcome back, {name}! This is visit number {visits}."


if __name__ == "__main__":
    serve(RequestReplyHandler(functions), port=int(os.environ.get("PORT", "8000")))
