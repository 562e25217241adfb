"""Checks the SDK: lint, format and types, and all tests, on the Python that runs this, or on others::

    python3 sdk-python/verify.py [--all | 3.10 3.11 ...]

Looks for others (all: Python 3.10 to 3.13) on the PATH and among pyenv's; one that is missing is an error. What it
makes is kept in ~/.cache/statefun-ts (or STATEFUN_TEST_CACHE).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements-dev.txt"
VERSIONS = ["3.10", "3.11", "3.12", "3.13"]
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
"""The Python that runs this. Lint and types are checked with it alone."""


def interpreter(version: str) -> str:
    """The Python of this version. Raises SystemExit when there is none."""
    if version == OWN:
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [*sorted(pyenv.glob(f"{version}.*/bin/python")), shutil.which(f"python{version}")]
    for candidate in filter(None, candidates):
        question = [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(question, capture_output=True, text=True, check=False)
        if answer.stdout.strip() == version:
            return str(candidate)
    raise SystemExit(f"Python {version} is not here: install it, for example by `pyenv install {version}`.")


def environment(python: str) -> Path:
    """The programs of a virtual environment with what the tests need, made once."""
    cache = Path(os.environ.get("STATEFUN_TEST_CACHE") or Path.home() / ".cache" / "statefun-ts")
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + python.encode()).hexdigest()[:12]
    folder = cache / f"python-sdk-tests-{digest}"
    programs = folder / "bin"
    if not (folder / "made").exists():
        subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
        subprocess.run([str(programs / "python"), *install], check=True)
        (folder / "made").touch()
    return programs


def run(title: str, *command: str) -> bool:
    """Whether a command succeeded."""
    print(f"\n== {title}", flush=True)
    return subprocess.run(command, cwd=HERE, check=False).returncode == 0


def main() -> None:
    """Ends with exit code 1 when something failed."""
    if sys.version_info < (3, 10):  # noqa: UP036
        raise SystemExit(f"The SDK is for Python 3.10 and later, and this is {OWN}.")
    versions = VERSIONS if sys.argv[1:] == ["--all"] else sys.argv[1:] or [OWN]
    programs = {version: environment(interpreter(version)) for version in {*versions, OWN}}
    tools = programs[OWN]
    places = ["src", "tests", "bench", "verify.py", "reference.py", str(HERE.parent / "examples" / "python")]
    results = {
        "lint": run("Lint", str(tools / "ruff"), "check", "--config", "pyproject.toml", *places),
        "format": run("Format", str(tools / "ruff"), "format", "--check", "--config", "pyproject.toml", *places),
        "types": run("Types", str(tools / "mypy")),
    }
    for version in versions:
        results[version] = run(f"Python {version}", str(programs[version] / "python"), "-m", "pytest", "-q")
    failed = [name for name, passed in results.items() if not passed]
    print(f"\n{len(results) - len(failed)} passed, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
