"""The showcase, each function in memory. That all examples run as a user runs them: examples/python/test."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"


@pytest.fixture
def showcase(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The functions of the showcase, in memory: it needs Kafka."""
    monkeypatch.syspath_prepend(str(EXAMPLES / "showcase"))
    yield importlib.import_module("functions").functions
    for name in [name for name in sys.modules if name in ("functions", "values") or name.partition(".")[0] == "parts"]:
        del sys.modules[name]


def test_each_part_of_the_showcase_does_what_it_says(showcase: Any) -> None:
    from statefun import Message, make_json_type
    from statefun.testing import FunctionInstance, kafka_record

    greet: dict[str, Any] = {"value": {"name": "Bob"}, "value_type": make_json_type("showcase/GreetRequest")}
    record_type = make_json_type("io.statefun.playground/EgressRecord")

    def says(part: str, value: Any = greet, times: int = 1) -> str:
        instance = FunctionInstance(showcase, f"showcase/{part}", "Bob")
        effects = [instance.call(**value) for _ in range(times)][-1]
        payload: str = record_type.serializer().deserialize(effects.egress[-1].raw_value())["payload"]
        return payload

    def described(message: Message) -> str:
        types = FunctionInstance(showcase, "showcase/types", "everything").call_batch(message)
        payload: str = record_type.serializer().deserialize(types.egress[0].raw_value())["payload"]
        return payload

    assert says("types") == "types got a request to greet Bob"
    sent = FunctionInstance(showcase, "showcase/messaging", "Bob").call(**greet)
    assert [described(message) for message in sent.messages[:-1]] == [
        "types got the string text",
        "types got the boolean true",
        "types got the int 42",
        "types got the long 4611686018427387904",
        "types got the float 0.5",
        "types got the double 0.1",
        "types got a request to greet Joe",
        "types got the point 1, -1",
        "types got 15 bytes of type showcase/bytes",
    ]
    assert [one.message.as_string() for one in sent.delayed] == ["a second has passed", "this never comes"]
    assert sent.cancellations == ["a token"]
    assert says("messaging", {"str_value": "hi"}) == "messaging got from outside: hi"
    assert says("egress") == "egress sent a record to Kafka for Bob"
    assert says("storage", times=2) == "storage of Bob: visit 2, before: Bob, remark: seen Bob"
    assert says("async") == "async found for Bob: Hi and rice"
    serving = FunctionInstance(showcase, "showcase/serving", "Bob")
    greetings = [kafka_record(serving.call(**greet).egress[0]) for _ in range(2)]
    assert [(one.key, one.value) for one in greetings] == [
        ("Bob", b"Hello Bob, seen 1 time!"),
        ("Bob", b"Hello Bob, seen 2 times!"),
    ]
