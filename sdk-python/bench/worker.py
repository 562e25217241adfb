"""Runs cases in one interpreter, with whichever SDK is installed in it; bench/compare.py starts two of these.

Reads lines of JSON, ``{"case": name, "mode": "sync" | "async", "calls": n}``, and answers each with the CPU time that
the calls took, in nanoseconds, and the reply to the last of them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from statefun import (
    IntType,
    RequestReplyHandler,
    StatefulFunctions,
    StringType,
    ValueSpec,
    message_builder,
)

functions = StatefulFunctions()


@functions.bind("example/person", [ValueSpec("visits", IntType)])
def person(context: Any, message: Any) -> None:
    """The greeter: a state, a message in, a message out."""
    visits = (context.storage.visits or 0) + 1
    context.storage.visits = visits
    name = message.as_string()
    context.send(message_builder("example/greeter", name, str_value=f"Hello {name} for the {visits}. time"))


@functions.bind("example/keeper", [ValueSpec("kept", StringType)])
def keeper(context: Any, message: Any) -> None:
    """A large value in, kept and sent on."""
    text = message.as_string()
    context.storage.kept = text
    context.send(message_builder("example/greeter", "all", str_value=text))


handler = RequestReplyHandler(functions)


def sync_calls(request: bytes, calls: int) -> tuple[int, bytes]:
    """The functions by handle_sync."""
    handle: Callable[[bytes], bytes] = handler.handle_sync
    reply = b""
    start = time.process_time_ns()
    for _ in range(calls):
        reply = handle(request)
    return time.process_time_ns() - start, reply


async def async_calls(request: bytes, calls: int) -> tuple[int, bytes]:
    """The functions by handle_async, in one event loop."""
    handle = handler.handle_async
    reply = b""
    start = time.process_time_ns()
    for _ in range(calls):
        reply = await handle(request)
    return time.process_time_ns() - start, reply


def main() -> None:
    """Answers the lines of standard input."""
    requests = {name: bytes.fromhex(text) for name, text in json.loads(sys.stdin.readline()).items()}
    for line in sys.stdin:
        command = json.loads(line)
        request, calls = requests[command["case"]], command["calls"]
        if command["mode"] == "sync":
            cpu_ns, reply = sync_calls(request, calls)
        else:
            cpu_ns, reply = asyncio.run(async_calls(request, calls))
        print(json.dumps({"cpu_ns": cpu_ns, "reply": reply.hex()}), flush=True)


if __name__ == "__main__":
    main()
