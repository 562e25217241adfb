"""Part 2: functions send messages, to other functions and to themselves, now and later."""

from datetime import timedelta

from values import GREET_REQUEST, POINT, say

from statefun import Context, Message, StatefulFunctions, message_builder, simple_type

EVERYTHING = ("showcase/types", "everything")
BYTES = simple_type("showcase/bytes", serialize_fn=bytes, deserialize_fn=bytes)


def messaging(context: Context, message: Message) -> None:
    if message.is_string():
        sender = context.caller.typename if context.caller else "outside"
        say(context, f"messaging got from {sender}: {message.as_string()}")
        return

    # The built-in types have an argument each ...
    context.send(message_builder(*EVERYTHING, str_value="text"))
    context.send(message_builder(*EVERYTHING, bool_value=True))
    context.send(message_builder(*EVERYTHING, int_value=42))
    context.send(message_builder(*EVERYTHING, long_value=2**62))
    context.send(message_builder(*EVERYTHING, float_value=0.5))
    context.send(message_builder(*EVERYTHING, double_value=0.1))
    # ... and of all others you name the type.
    context.send(message_builder(*EVERYTHING, value={"name": "Joe"}, value_type=GREET_REQUEST))
    context.send(message_builder(*EVERYTHING, value=(1, -1), value_type=POINT))
    # Messages of any type can be passed on as they are.
    context.send(message_builder(*EVERYTHING, value=message.raw_value(), value_type=BYTES))

    me = (context.address.typename, context.address.id)
    context.send(message_builder(*me, str_value="a word to myself"))
    # It comes even when all is restarted in between. With a token it can be called back.
    context.send_after(timedelta(seconds=1), message_builder(*me, str_value="a second has passed"))
    context.send_after(timedelta(seconds=0.5), message_builder(*me, str_value="this never comes"), "a token")
    context.cancel_delayed_message("a token")


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/messaging", messaging)
