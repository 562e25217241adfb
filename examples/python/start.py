"""Starts an example, its functions and the runtime together, until Ctrl-C::

    python3 examples/python/start.py greeter [flags of `statefun run`]

It needs the project's `npm ci` to have run, and nothing to be installed for Python. The data is kept, in .statefun.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNTIME = [str(ROOT / "node_modules" / ".bin" / "node"), str(ROOT / "packages" / "cli" / "bin" / "statefun.js"), "run"]


def main() -> int:
    """Ends with the exit code of the process that ended first."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = (HERE / sys.argv[1]).resolve()
    functions = folder / "functions.py"
    # As `pip install statefun-ts` would have it.
    path = os.pathsep.join(filter(None, [str(ROOT / "sdk-python" / "src"), os.environ.get("PYTHONPATH", "")]))
    module = ["--module", str(folder / "module.yaml"), "--data", str(folder / ".statefun")]
    print(ast.get_docstring(ast.parse(functions.read_text())), file=sys.stderr, flush=True)
    processes = [
        subprocess.Popen([sys.executable, str(functions)], env={**os.environ, "PYTHONPATH": path}),
        subprocess.Popen([*RUNTIME, *module, *sys.argv[2:]]),
    ]
    return wait(processes)


def wait(processes: list[subprocess.Popen[bytes]]) -> int:
    """Waits until one has ended, or this one is told to end; then ends them all."""
    ending: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: ending.append(received))
    while not ending and all(process.poll() is None for process in processes):
        time.sleep(0.1)
    ended = [process.returncode for process in processes if process.poll() is not None]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()
    return 0 if ending or not ended else ended[0] or 1


if __name__ == "__main__":
    sys.exit(main())
