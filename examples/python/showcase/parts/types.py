"""Part 1: a message says what type its value is of, and is read as that."""

from values import GREET_REQUEST, POINT, say

from statefun import Context, Message, StatefulFunctions


def types(context: Context, message: Message) -> None:
    say(context, f"types got {describe(message)}")


def describe(message: Message) -> str:
    if message.is_int():
        return f"the int {message.as_int()}"
    if message.is_long():
        return f"the long {message.as_long()}"
    if message.is_float():
        return f"the float {message.as_float()}"
    if message.is_double():
        return f"the double {message.as_double()}"
    if message.is_string():
        return f"the string {message.as_string()}"
    if message.is_bool():
        return f"the boolean {'true' if message.as_bool() else 'false'}"
    if message.is_type(GREET_REQUEST):
        return f"a request to greet {message.as_type(GREET_REQUEST)['name']}"
    if message.is_type(POINT):
        x, y = message.as_type(POINT)
        return f"the point {x}, {y}"
    return f"{len(message.raw_value())} bytes of type {message.value_typename()}"


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/types", types)
