"""What a function is called with, and what becomes of what it does."""

import asyncio
import functools
import gc
import threading
import traceback
from datetime import timedelta
from typing import Any

import pytest
from deliveries import CALLER, HELLO, ME, bound, request, typed

from statefun import (
    ContextEndedError,
    IntType,
    InvalidRequestError,
    LongType,
    RequestReplyHandler,
    RequestTooLargeError,
    SdkAddress,
    StatefulFunctions,
    StringType,
    TypedValue,
    UnknownFunctionError,
    ValueSpec,
    make_json_type,
    message_builder,
)
from statefun.testing import FunctionInstance
from statefun.testing._wire import fields_of, messages_of, text_of

VISITS = ValueSpec("visits", IntType)


def nothing(context: Any, message: Any) -> None:
    """A function that does nothing."""


async def later(context: Any, message: Any) -> None:
    await asyncio.sleep(0)
    context.storage.visits = (context.storage.visits or 0) + 1


def now(context: Any, message: Any) -> None:
    context.storage.visits = (context.storage.visits or 0) + 1


class Person:
    """Functions that are methods, and an object that is one."""

    def sync(self, context: Any, message: Any) -> None:
        now(context, message)

    async def coroutine(self, context: Any, message: Any) -> None:
        await later(context, message)

    async def __call__(self, context: Any, message: Any) -> None:
        await later(context, message)


def decorated(context: Any, message: Any) -> Any:
    return later(context, message)


ALL_KINDS = [
    now,
    later,
    Person().sync,
    Person().coroutine,
    Person(),
    functools.partial(later),
    decorated,
    functools.partial(now),
]


@pytest.mark.parametrize("function", ALL_KINDS)
def test_functions_of_all_kinds_are_called_with_and_without_an_event_loop(function: Any) -> None:
    functions = bound(function, VISITS)
    bob = FunctionInstance(functions, "example/me", "Bob")
    bob.call_batch(*[message_builder("example/me", "Bob", int_value=1)] * 3)
    assert bob.state == {"visits": 3}
    asyncio.run(bob.call_async(int_value=1))
    assert bob.state == {"visits": 4}


def test_messages_of_a_batch_are_handled_one_after_the_other() -> None:
    log: list[str] = []

    async def slow(context: Any, message: Any) -> None:
        log.append(f"+{message.as_int()}")
        await asyncio.sleep(0.001)
        log.append(f"-{message.as_int()}")

    values = [typed(IntType, number) for number in range(3)]
    RequestReplyHandler(bound(slow)).handle_sync(request(*values))
    assert log == ["+0", "-0", "+1", "-1", "+2", "-2"]


def test_a_function_sees_who_it_is_and_who_called() -> None:
    seen: list[Any] = []
    handler = RequestReplyHandler(bound(lambda context, message: seen.append((context.address, context.caller))))
    handler.handle_sync(request())
    handler.handle_sync(request(caller=None))
    handler.handle_sync(request(caller=SdkAddress("", "", "", "")))
    assert seen == [(ME, CALLER), (ME, None), (ME, None)]
    assert seen[0][0].typename == "example/me"


def test_an_instance_with_an_empty_id_is_called() -> None:
    seen: list[str] = []
    handler = RequestReplyHandler(bound(lambda context, message: seen.append(context.address.id)))
    handler.handle_sync(request(target=SdkAddress("example", "me", "", "example/me")))
    assert seen == [""]


def test_states_are_read_set_and_removed() -> None:
    spec = [ValueSpec("kept", IntType), ValueSpec("gone", StringType), ValueSpec("profile", make_json_type("a/J"))]

    def function(context: Any, message: Any) -> None:
        storage = context.storage
        assert storage.kept == 5
        assert storage.profile is None
        storage.profile = {"name": "Bob"}
        copy = storage.profile
        copy["name"] = "changed"
        assert storage.profile == {"name": "Bob"}
        del storage.gone
        assert storage.gone is None

    bob = FunctionInstance(bound(function, *spec), "example/me", "Bob", state={"kept": 5, "gone": "x"})
    bob.call(str_value="go")
    assert bob.state == {"kept": 5, "profile": {"name": "Bob"}}


def test_changes_are_written_in_the_order_of_the_specs_and_once() -> None:
    def function(context: Any, message: Any) -> None:
        context.storage.b = 1
        context.storage.c = 3
        context.storage.a = 2
        del context.storage.b

    specs = [ValueSpec(name, IntType) for name in "abc"]
    reply = RequestReplyHandler(bound(function, *specs)).handle_sync(request(states=dict.fromkeys("cba")))
    (result,) = messages_of(fields_of(reply), 100)
    assert [text_of(change, 2) for change in messages_of(result, 1)] == ["a", "b", "c"]


def test_missing_states_are_asked_for_in_the_order_of_the_specs_and_others_ignored() -> None:
    called: list[Any] = []
    specs = [ValueSpec(name, IntType) for name in "xabc"]
    handler = RequestReplyHandler(bound(lambda context, message: called.append(1), *specs))
    reply = handler.handle_sync(request(states={"other": None, "x": None, "b": typed(IntType, 1)}))
    (incomplete,) = messages_of(fields_of(reply), 101)
    assert [text_of(spec, 1) for spec in messages_of(incomplete, 1)] == ["a", "c"]
    assert called == []


def test_a_state_of_another_type_is_refused_when_it_is_read() -> None:
    handler = RequestReplyHandler(bound(lambda context, message: context.storage.visits, VISITS))
    with pytest.raises(TypeError, match=r"'visits' of example/me is declared as .*types/int here.*types/long"):
        handler.handle_sync(request(states={"visits": typed(LongType, 5)}))
    # It may be removed, or written anew.
    writer = RequestReplyHandler(bound(lambda context, message: setattr(context.storage, "visits", 1), VISITS))
    assert writer.handle_sync(request(states={"visits": typed(LongType, 5)})).hex().startswith("a2062e0a2c0801")


def test_a_state_without_value_is_none() -> None:
    for state in (None, TypedValue("", False, b""), TypedValue(IntType.typename, False, b"")):
        seen: list[Any] = []
        handler = RequestReplyHandler(bound(lambda c, m, seen=seen: seen.append(c.storage.visits), VISITS))
        handler.handle_sync(request(states={"visits": state}))
        assert seen == [None]


@pytest.mark.parametrize(
    ("use", "error", "says"),
    [
        (lambda c: setattr(c.storage, "visits", None), ValueError, "'visits' of example/me can not be None"),
        (lambda c: setattr(c.storage, "visits", "5"), TypeError, "types/int"),
        (lambda c: setattr(c.storage, "visit", 5), AttributeError, "storage of example/me.*visit"),
        (lambda c: c.storage.visit, AttributeError, "storage of example/me.*visit"),
        (lambda c: delattr(c.storage, "visit"), AttributeError, "visit"),
        (lambda c: c.send("hello"), TypeError, "message_builder"),
        (lambda c: c.send_egress("hello"), TypeError, "kafka_egress_message"),
        (lambda c: c.send_after(5, message_builder("a/b", "c", int_value=1)), TypeError, "timedelta"),
        (lambda c: c.send_after(timedelta(1), "hello"), TypeError, "message_builder"),
        (lambda c: c.cancel_delayed_message(""), ValueError, "token"),
        (lambda c: c.cancel_delayed_message("\ud800"), ValueError, "cancellation token has a lone surrogate"),
        (lambda c: c.caller.ident, AttributeError, "ident"),
    ],
)
def test_misuse_raises_where_it_happens(use: Any, error: type[Exception], says: str) -> None:
    handler = RequestReplyHandler(bound(lambda context, message: use(context), VISITS))
    with pytest.raises(error, match=says) as caught:
        handler.handle_sync(request(states={"visits": None}))
    assert any(frame.name == "<lambda>" for frame in traceback.extract_tb(caught.value.__traceback__))


def test_delays_are_milliseconds_and_never_negative() -> None:
    later_message = message_builder("a/b", "c", int_value=1)

    def function(context: Any, message: Any) -> None:
        for delay in (timedelta(milliseconds=1001), timedelta(seconds=-5), timedelta(microseconds=1999)):
            context.send_after(delay, later_message)
        context.send_after(timedelta(days=1), message=later_message, cancellation_token="t")
        context.cancel_delayed_message(cancellation_token="t")

    effects = FunctionInstance(bound(function), "example/me", "Bob").call(int_value=1)
    assert [one.delay // timedelta(milliseconds=1) for one in effects.delayed] == [1001, 0, 1, 86_400_000]
    assert [one.cancellation_token for one in effects.delayed] == ["", "", "", "t"]
    assert effects.cancellations == ["t"]


class OwnError(Exception):
    pass


@pytest.mark.parametrize("is_async", [False, True])
def test_an_error_of_a_function_comes_out_as_it_is_and_says_of_which_message(is_async: bool) -> None:
    def check(message: Any) -> None:
        if message.as_int() == 1:
            raise OwnError("no")

    async def async_function(context: Any, message: Any) -> None:
        check(message)

    function: Any = async_function if is_async else lambda context, message: check(message)
    handler = RequestReplyHandler(bound(function))
    with pytest.raises(OwnError) as caught:
        handler.handle_sync(request(*(typed(IntType, number) for number in range(3))))
    note = "In the function example/me, id 'Bob', on message 2 of 3, of type io.statefun.types/int."
    assert getattr(caught.value, "__notes__", None) == [note]


def test_no_function_of_that_name() -> None:
    handler = RequestReplyHandler(StatefulFunctions())
    with pytest.raises(UnknownFunctionError, match=r"^No function is registered as 'example/me' here\.$"):
        handler.handle_sync(request())
    with pytest.raises(KeyError):
        StatefulFunctions().for_typename("example/me")


def test_a_request_without_invocation_or_target_is_refused() -> None:
    handler = RequestReplyHandler(bound(nothing))
    for data, says in ((b"", "no invocation"), (b"\xa2\x06\x00", "no target")):
        with pytest.raises(InvalidRequestError, match=says):
            handler.handle_sync(data)


def test_requests_are_limited_in_size() -> None:
    data = request()
    assert RequestReplyHandler(bound(nothing), payload_bytes_max=len(data)).handle_sync(data) == b"\xa2\x06\x00"
    with pytest.raises(RequestTooLargeError, match=f"larger than {len(data) - 1} bytes"):
        RequestReplyHandler(bound(nothing), payload_bytes_max=len(data) - 1).handle_sync(data)


def test_requests_are_limited_in_messages() -> None:
    target = bytes.fromhex("0a130a076578616d706c6512026d651a04426f6262")
    batch = target + b"\x1a\x00" * 1_000_001
    data = b"\xa2\x06" + bytes.fromhex("9789 7a") + batch
    with pytest.raises(InvalidRequestError, match="more than 1000000"):
        RequestReplyHandler(bound(nothing)).handle_sync(data)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_requests_may_be_any_bytes(kind: Any) -> None:
    assert RequestReplyHandler(bound(nothing)).handle_sync(kind(request())) == b"\xa2\x06\x00"


def test_other_requests_are_refused() -> None:
    for data in ("text", 5, None):
        with pytest.raises(TypeError, match="must be bytes"):
            RequestReplyHandler(bound(nothing)).handle_sync(data)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="functions"):
        RequestReplyHandler(None)  # type: ignore[arg-type]


def test_what_a_function_does_after_its_end_raises_instead_of_being_lost() -> None:
    contexts: list[Any] = []
    RequestReplyHandler(bound(lambda c, m: contexts.append(c), VISITS)).handle_sync(request(states={"visits": None}))
    (context,) = contexts
    message = message_builder("a/b", "c", int_value=1)
    for use in (
        lambda: context.send(message),
        lambda: context.send_after(timedelta(1), message),
        lambda: context.cancel_delayed_message("t"),
        lambda: context.storage.visits,
        lambda: setattr(context.storage, "visits", 1),
        lambda: delattr(context.storage, "visits"),
    ):
        with pytest.raises(ContextEndedError, match="Await all"):
            use()
    assert context.address == ME


def test_coroutine_functions_need_handle_async_in_an_event_loop() -> None:
    handler = RequestReplyHandler(bound(later, VISITS))

    async def main() -> None:
        with pytest.raises(RuntimeError, match="handle_async"):
            handler.handle_sync(request(states={"visits": None}))

    asyncio.run(main())
    gc.collect()  # A coroutine that was never awaited would warn here.


def test_plain_functions_can_be_called_anywhere() -> None:
    handler = RequestReplyHandler(bound(now, VISITS))

    async def main() -> bytes:
        return handler.handle_sync(request(states={"visits": None}))

    assert asyncio.run(main()) == asyncio.run(handler.handle_async(request(states={"visits": None})))


def test_a_handler_serves_threads_and_tasks_at_once() -> None:
    handler = RequestReplyHandler(bound(later, VISITS))
    requests = [request(states={"visits": typed(IntType, number)}) for number in range(50)]
    expected = [handler.handle_sync(data) for data in requests]
    assert len(set(expected)) == 50

    async def together() -> list[bytes]:
        return list(await asyncio.gather(*map(handler.handle_async, requests)))

    assert asyncio.run(together()) == expected
    replies: dict[int, bytes] = {}

    def work(number: int) -> None:
        replies[number] = handler.handle_sync(requests[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [replies[number] for number in range(50)] == expected


def test_names_beyond_what_is_remembered_are_still_right() -> None:
    """Names that come again are remembered, a few thousand of them."""
    seen: list[tuple[str, str]] = []

    def relay(context: Any, message: Any) -> None:
        seen.append((context.caller.typename, message.value_typename()))
        context.send(message_builder(f"{context.caller.typename}x", "id", int_value=1))

    handler = RequestReplyHandler(bound(relay))
    names = [f"n{number}" for number in range(5000)] * 2
    for name in names:
        caller = SdkAddress("a", name, "1", f"a/{name}")
        reply = handler.handle_sync(request(TypedValue(f"t/{name}", True, b"x"), caller=caller))
        assert f"{name}x".encode() in reply
    assert seen == [(f"a/{name}", f"t/{name}") for name in names]


@pytest.mark.parametrize("length", [1, 127, 128, 300, 16_383, 16_384, 70_000])
def test_names_ids_and_values_of_any_length(length: int) -> None:
    long = "n" * length
    address = SdkAddress(long, long, long, f"{long}/{long}")
    seen: list[Any] = []

    def echo(context: Any, message: Any) -> None:
        seen.append((context.address, context.caller, message.value_typename(), message.raw_value()))
        caller = context.caller
        context.send(message_builder(caller.typename, caller.id, str_value=long))

    functions = StatefulFunctions()
    functions.register(address.typename, echo)
    data = request(TypedValue(long, True, long.encode()), target=address, caller=address)
    for _ in range(2):
        reply = RequestReplyHandler(functions).handle_sync(data)
        (result,) = messages_of(fields_of(reply), 100)
        (message,) = messages_of(result, 2)
        (target,) = messages_of(message, 1)
        assert [text_of(target, number) for number in (1, 2, 3)] == [long] * 3
        (argument,) = messages_of(message, 2)
        assert StringType.serializer().deserialize(argument[3][-1]) == long  # type: ignore[arg-type]
    assert seen == [(address, address, long, long.encode())] * 2


def test_the_decorator_returns_the_function_and_a_second_registration_wins() -> None:
    functions = StatefulFunctions()

    @functions.bind(typename="example/me")
    def first(context: Any, message: Any) -> None:
        raise AssertionError

    assert first.__name__ == "first"
    functions.register("example/me", nothing)
    assert RequestReplyHandler(functions).handle_sync(request()) == b"\xa2\x06\x00"
    assert functions.for_typename("example/me").fun is nothing


@pytest.mark.parametrize(
    "function", [lambda: None, lambda context: None, lambda context, message, more: None, None, print.__class__.mro]
)
def test_a_function_must_take_a_context_and_a_message(function: Any) -> None:
    with pytest.raises(ValueError, match=r"context and a message|must be provided"):
        StatefulFunctions().register("example/me", function)


@pytest.mark.parametrize("typename", ["", "me", None, "/me"])
def test_a_function_needs_a_type_name(typename: Any) -> None:
    with pytest.raises(ValueError, match=r"type ?name"):
        StatefulFunctions().register(typename, nothing)


def test_a_state_is_declared_once() -> None:
    with pytest.raises(ValueError, match="duplicate registered value name: visits"):
        bound(nothing, VISITS, VISITS)


def test_a_message_of_no_value_reads_as_none() -> None:
    seen: list[Any] = []
    handler = RequestReplyHandler(bound(lambda context, message: seen.append(message.as_string())))
    handler.handle_sync(request(TypedValue("", False, b"")))
    handler.handle_sync(request(HELLO))
    assert seen == [None, "hello"]
