"""Serves python/greeter on 127.0.0.1 and the port 8002, or $PORT."""

import os

from statefun import (
    Context,
    IntType,
    Message,
    RequestReplyHandler,
    StatefulFunctions,
    ValueSpec,
    make_json_type,
    message_builder,
    serve,
)

GREETING = make_json_type(typename="example/Greeting")

functions = StatefulFunctions()


@functions.bind(typename="python/greeter", specs=[ValueSpec(name="seen", type=IntType)])
def greeter(context: Context, message: Message) -> None:
    """Signs a greeting that the function in Go sends, and passes it along."""
    greeting = message.as_type(GREETING)
    seen = (context.storage.seen or 0) + 1
    context.storage.seen = seen
    greeting["from"].append(f"Python ({seen})")
    context.send(message_builder("java/greeter", greeting["name"], value=greeting, value_type=GREETING))


if __name__ == "__main__":
    serve(RequestReplyHandler(functions), port=int(os.environ.get("PORT", "8002")))
