"""Part 5: a function may wait for other services. Only its own address waits with it."""

import asyncio

from values import GREET_REQUEST, say

from statefun import Context, Message, StatefulFunctions


async def find(context: Context, message: Message) -> None:
    name = message.as_type(GREET_REQUEST)["name"]
    greeting, food = await asyncio.gather(find_greeting(name), find_food(name))
    say(context, f"async found for {name}: {greeting} and {food}")


async def find_greeting(name: str) -> str:
    """Stands for a call to another service, and so does the next one."""
    await asyncio.sleep(0.02)
    return "Good day" if len(name) > 3 else "Hi"


async def find_food(name: str) -> str:
    await asyncio.sleep(0.03)
    return "pasta" if len(name) > 3 else "rice"


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/async", find)
