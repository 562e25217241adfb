"""Our handler against the official one: the same requests, in the same run, in turns.

    python bench/compare.py [--python python3.10] [--rounds 30]

Makes two virtual environments of Python 3.10 (for which the official SDK's protobuf has its native code), checks that
both answer alike, and prints the CPU time of a call: the median of the rounds, and that of the ratios within a round.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OFFICIAL = ["apache-flink-statefun==3.3.0", "protobuf==3.20.3"]
ROUND_NS = 100_000_000
"""What a round of a case should take."""

sys.path.insert(0, str(HERE.parent / "src"))
from statefun.core import SdkAddress  # noqa: E402
from statefun.messages import TypedValue  # noqa: E402
from statefun.testing._wire import encode_request  # noqa: E402
from statefun.wrapper_types import IntType, StringType  # noqa: E402


def text(value: str) -> TypedValue:
    """A string as a value."""
    return TypedValue(StringType.typename, True, StringType.serializer().serialize(value))


def cases() -> dict[str, bytes]:
    """The requests by what is in them."""
    person = SdkAddress("example", "person", "Bob", "example/person")
    keeper = SdkAddress("example", "keeper", "all", "example/keeper")
    caller = SdkAddress("example", "gate", "front-door", "example/gate")
    visits = {"visits": TypedValue(IntType.typename, True, IntType.serializer().serialize(41))}
    large = "x" * 10_000
    return {
        "1 message, 1 int state": encode_request(person, visits, [(caller, text("Bob"))]),
        "10 messages, 1 int state": encode_request(person, visits, [(caller, text("Bob"))] * 10),
        "1 message of 10 KB, kept": encode_request(keeper, {"kept": text(large)}, [(None, text(large))]),
    }


class Worker:
    """A process with one of the SDKs."""

    def __init__(self, python: Path, requests: dict[str, bytes]) -> None:
        command = [str(python), str(HERE / "worker.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._write({name: request.hex() for name, request in requests.items()})

    def run(self, case: str, mode: str, calls: int) -> tuple[float, str]:
        """The nanoseconds of a call, and the reply."""
        self._write({"case": case, "mode": mode, "calls": calls})
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        return answer["cpu_ns"] / calls, answer["reply"]

    def _write(self, what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def environment(folder: Path, python: str, packages: list[str]) -> Path:
    """The Python of a new virtual environment with these packages."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    made = folder / "bin" / "python"
    install = [str(made), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    subprocess.run(install, check=True)
    return made


def compare(ours: Worker, official: Worker, case: str, mode: str, rounds: int) -> None:
    """Prints a line of the table."""
    _, reply = ours.run(case, mode, 1)
    _, reply_official = official.run(case, mode, 1)
    if reply != reply_official:
        raise SystemExit(f"The replies to '{case}' differ:\n{reply}\n{reply_official}")
    calls = max(1, round(ROUND_NS / max(ours.run(case, mode, 500)[0], official.run(case, mode, 500)[0])))
    times: list[tuple[float, float]] = []
    for turn in range(rounds):
        # Who goes first has a colder machine.
        pair = [(worker, worker.run(case, mode, calls)[0]) for worker in ((ours, official), (official, ours))[turn % 2]]
        by_worker = dict(pair)
        times.append((by_worker[ours], by_worker[official]))
    our_us, official_us = (statistics.median(column) / 1000 for column in zip(*times, strict=True))
    ratio = statistics.median(b / a for a, b in times)
    print(f"| {case} | `handle_{mode}` | {our_us:.1f} | {official_us:.1f} | {ratio:.2f} |", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", default="python3.10", help="a Python 3.10")
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    requests = cases()
    with tempfile.TemporaryDirectory() as folder:
        ours = Worker(environment(Path(folder) / "ours", options.python, [str(HERE.parent)]), requests)
        official = Worker(environment(Path(folder) / "official", options.python, OFFICIAL), requests)
        print("| request | call | here, µs | official, µs | times as fast |\n| --- | --- | --- | --- | --- |")
        for case in requests:
            for mode in ("sync", "async"):
                compare(ours, official, case, mode, options.rounds)
        ours.close()
        official.close()


if __name__ == "__main__":
    main()
