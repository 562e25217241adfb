"""The same function with the official SDK, on the same requests: equal to the byte."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deliveries import CALLER, request, typed

from statefun import IntType, StringType, TypedValue, make_json_type

HERE = Path(__file__).parent
PACKAGES = ["apache-flink-statefun==3.3.0", "protobuf==3.20.3"]
SEED = 20_261_124
REQUESTS = 1000
JSON = make_json_type("example/Json")


# The native protobuf of old is not for every Python.
ENVIRONMENT = {**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"}


class Worker:
    """The function in a process of its own."""

    def __init__(self, python: str, path: str) -> None:
        environment = {**ENVIRONMENT, "PYTHONPATH": path}
        command = [python, "-W", "ignore", str(HERE / "official_worker.py")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __call__(self, data: bytes) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{data.hex()}\n")
        self.process.stdin.flush()
        answer: str = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait()


def official_python() -> str:
    """The Python of a virtual environment with the official SDK, which is made once."""
    cache = Path(os.environ.get("STATEFUN_TEST_CACHE") or Path.home() / ".cache" / "statefun-ts")
    name = hashlib.sha256(" ".join([sys.version, *PACKAGES]).encode()).hexdigest()[:12]
    folder = cache / f"python-sdk-official-{name}"
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(install, check=True)
        (folder / "made").touch()
    return str(python)


@pytest.fixture(scope="module")
def workers() -> Iterator[tuple[Worker, Worker]]:
    ours, official = Worker(sys.executable, str(HERE.parent / "src")), Worker(official_python(), "")
    yield ours, official
    ours.close()
    official.close()


class Commands:
    """Random commands for the function."""

    def __init__(self, numbers: random.Random) -> None:
        self.numbers = numbers

    def text(self, minimum: int = 0) -> str:
        some = self.numbers.choice(["Bob", "a/b ", "\u00e9\u4e2d\U0001f600\u0000", "z"])
        length = self.numbers.choice([minimum, 1, 5, 127, 128, 300, 300, 20_000])
        return (some * length)[:length]

    def value(self, kind: str) -> Any:
        numbers = self.numbers
        bits = {"int": 31, "long": 63}.get(kind)
        if bits is not None:
            return numbers.choice([0, 1, -1, 2**bits - 1, -(2**bits), numbers.randrange(-(2**bits), 2**bits)])
        if kind in ("float", "double"):
            return numbers.choice([0.0, 1.0, -1.5, 0.1, 1e38, 1e-46, numbers.random(), 5, 1e39, float("inf")])
        if kind == "json":
            return numbers.choice([{}, [], 0, "x", {"\u00e9": [1, 2.5, None, True]}])
        if kind == "bool":
            return numbers.random() < 0.5
        return self.text() if kind == "str" else numbers.randbytes(numbers.choice([0, 1, 127, 200])).hex()

    def command(self) -> list[Any]:
        numbers = self.numbers
        kind = numbers.choice(["bool", "int", "long", "float", "double", "str", "json", "raw"])
        target = [numbers.choice(["example/greeter", "a/b/c"]), self.text(1), kind, self.value(kind)]
        return numbers.choice(
            [
                ["set", f"a_{kind}", self.value(kind)],
                ["remove", numbers.choice(["called", "written", f"a_{kind}"])],
                ["copy", "written", numbers.choice(["called", "a_int"])],
                ["send", *target],
                ["send_after", numbers.choice([0, 1, 1000, 86_400_000]), self.text(), *target],
                ["cancel", self.text(1)],
                ["reply"],
                [
                    "kafka",
                    self.text(1),
                    numbers.choice([self.text(), 258, -1, 0.5]),
                    numbers.choice([None, self.text()]),
                ],
                ["kinesis", self.text(1), self.text(), self.text(), numbers.choice([None, self.text()])],
                ["egress", self.value("json")],
            ]
        )

    def states(self) -> dict[str, TypedValue | None]:
        names = [f"a_{name}" for name in ("bool", "int", "long", "float", "double", "str", "json", "raw")]
        states: dict[str, TypedValue | None] = dict.fromkeys([*names, "called", "written", "other"])
        states["a_int"] = self.numbers.choice([None, typed(IntType, self.value("int"))])
        states["called"] = typed(IntType, self.value("int"))
        states["a_str"] = typed(StringType, self.text())
        if self.numbers.random() < 0.1:
            del states[self.numbers.choice(list(states))]
        items = list(states.items())
        self.numbers.shuffle(items)
        return dict(items)

    def request(self) -> bytes:
        batches = [
            typed(JSON, [self.command() for _ in range(self.numbers.randint(0, 4))])
            for _ in range(self.numbers.choice([1, 1, 2, 5]))
        ]
        return request(*batches, states=self.states(), caller=self.numbers.choice([None, CALLER]))


def test_random_calls_are_answered_in_the_same_bytes(workers: tuple[Worker, Worker]) -> None:
    ours, official = workers
    commands = Commands(random.Random(SEED))
    for _ in range(REQUESTS):
        data = commands.request()
        answer = ours(data)
        # The official one writes nothing at all for nothing to do, which means the same.
        assert answer == (official(data) or "a20600")
        assert answer.startswith(("a206", "aa06"))


def test_every_name_and_every_parameter_is_there(workers: tuple[Worker, Worker]) -> None:
    def api(python: str, path: str) -> dict[str, list[str]]:
        command = [python, "-W", "ignore", str(HERE / "official_names.py")]
        environment = {**ENVIRONMENT, "PYTHONPATH": path}
        ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        found: dict[str, list[str]] = json.loads(ran.stdout)
        return found

    ours, official = api(sys.executable, str(HERE.parent / "src")), api(official_python(), "")
    assert len(official) > 60
    for name, parameters in official.items():
        # There may be more of them, behind.
        assert ours[name][: len(parameters)] == parameters, name
