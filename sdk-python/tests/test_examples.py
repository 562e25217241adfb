"""The examples, run as a user runs them: by their one command, and the curl lines that it prints."""

import contextlib
import importlib
import json
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"
SECONDS_MAX = 120


class Example:
    """A copy of an example on ports that are free, since its own may be in use."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder / name
        shutil.copytree(EXAMPLES / name, self.folder, ignore=shutil.ignore_patterns(".statefun", "__pycache__"))
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
            ports = [str(server.getsockname()[1]) for server in servers]
        for file in (self.folder / "module.yaml", self.folder / "functions.py"):
            text = file.read_text()
            for own, port in zip(("8000", "8090", "8091"), ports, strict=True):
                text = text.replace(own, port)
            file.write_text(text)

    @contextlib.contextmanager
    def started(self) -> Iterator["Curl"]:
        command = [sys.executable, str(EXAMPLES / "start.py"), str(self.folder), "--admin-port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert process.stderr is not None
        printed = ""
        for line in process.stderr:
            printed += line
            if "eady" in line:
                break
        try:
            yield Curl(printed)
        finally:
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            process.stderr.close()
            assert process.wait() == 0


class Curl:
    """Does what the printed lines say."""

    def __init__(self, printed: str) -> None:
        lines = [shlex.split(line) for line in printed.splitlines() if line.startswith("curl ")]
        self._puts = [line for line in lines if "-X" in line]
        (self._take,) = (line[1] for line in lines if "-X" not in line)

    def put(self, number: int = 0) -> None:
        _, _, method, _, header, _, body, url = self._puts[number]
        name, _, value = header.partition(": ")
        request = urllib.request.Request(url, body.encode(), {name: value}, method=method)
        urllib.request.urlopen(request, timeout=SECONDS_MAX).close()

    def take(self) -> str:
        while True:
            with (
                contextlib.suppress(urllib.error.HTTPError),
                urllib.request.urlopen(self._take, timeout=SECONDS_MAX) as answer,
            ):
                text: str = answer.read().decode()
                if answer.status == 200:
                    return text
            time.sleep(0.02)


def test_the_greeter_greets_and_counts_through_a_restart(tmp_path: Path) -> None:
    example = Example("greeter", tmp_path)
    with example.started() as curl:
        curl.put()
        assert curl.take() == "Welcome, Bob! This is your first visit."
        curl.put()
        assert curl.take() == "Welcome back, Bob! This is visit number 2."
    with example.started() as curl:
        curl.put()
        assert curl.take() == "Welcome back, Bob! This is visit number 3."


def test_the_cart_and_the_stock_agree(tmp_path: Path) -> None:
    with Example("shopping-cart", tmp_path).started() as curl:
        for line in range(3):
            curl.put(line)
        assert json.loads(curl.take()) == {"userId": "1", "items": {"socks": 3}}


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
        "types got the bool True",
        "types got the int 42",
        "types got the long 4611686018427387904",
        "types got the float 0.5",
        "types got the double 0.1",
        "types got a request to greet Joe",
        "types got the point (1, -1)",
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
