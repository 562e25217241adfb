"""What is published: built, and used in an environment with nothing else in it."""

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PROGRAM = """
import json
import sys

import statefun
from statefun import *
from statefun.testing import FunctionInstance

functions = StatefulFunctions()

@functions.bind("example/person", [ValueSpec("visits", IntType)])
async def person(context: Context, message: Message) -> None:
    context.storage.visits = (context.storage.visits or 0) + 1
    context.send(message_builder("example/greeter", message.as_string(), int_value=context.storage.visits))

bob = FunctionInstance(functions, "example/person", "Bob", state={"visits": 1})
(sent,) = bob.call(str_value="Bob").messages
protobuf = sorted(name for name in sys.modules if "protobuf" in name)
print(json.dumps([statefun.__file__, sent.target_id, sent.as_int(), protobuf]))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    # The tools are in this environment already, so nothing is fetched.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_wheel_works_in_an_empty_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("statefun_ts-*-py3-none-any.whl")
    environment = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", str(wheel)]
    subprocess.run(install, check=True)
    ran = subprocess.run([str(python), "-I", "-W", "error", "-c", PROGRAM], check=True, capture_output=True, text=True)
    file, target_id, visits, protobuf = json.loads(ran.stdout)
    assert file.startswith(str(environment.resolve()))
    assert (target_id, visits, protobuf) == ("Bob", 2, [])


def test_the_wheel_has_types_and_licence_and_needs_nothing(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    assert "statefun/py.typed" in names
    assert any(name.endswith("/LICENSE") for name in names)
    assert all(name.startswith(("statefun/", "statefun_ts-")) for name in names)
    assert "Requires-Dist" not in text
    assert "Requires-Python: >=3.10" in text


def test_the_source_distribution_holds_what_it_is_built_from(built: Path) -> None:
    (source,) = built.glob("statefun_ts-*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"src/statefun/__init__.py", "src/statefun/py.typed", "pyproject.toml", "README.md", "LICENSE"} <= names


def test_strict_type_checks_of_a_users_code_pass(tmp_path: Path) -> None:
    user = tmp_path / "user.py"
    user.write_text(
        "from statefun import Context, IntType, Message, StatefulFunctions, ValueSpec\n"
        "from statefun import make_json_type, make_protobuf_type, message_builder\n"
        "from google.protobuf.timestamp_pb2 import Timestamp\n"
        "functions = StatefulFunctions()\n"
        "@functions.bind(typename='example/a', specs=[ValueSpec(name='visits', type=IntType)])\n"
        "async def a(context: Context, message: Message) -> None:\n"
        "    context.storage.visits = message.as_int() + 1\n"
        "    context.send(message_builder('a/b', 'c', value=Timestamp(), value_type=make_protobuf_type(Timestamp)))\n"
        "    text: str = message.as_string().upper()\n"
        "@functions.bind('example/b')\n"
        "def b(context: Context, message: Message) -> None:\n"
        "    request = message.as_type(make_json_type('a/b'))\n"
        "    context.send(message_builder('a/b', 'c', str_value=request['name']))\n"
    )
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from statefun import message_builder\nmessage_builder('a/b', 'c', int_value='five')\n")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental"]
    environment = {"MYPYPATH": str(ROOT / "src"), "PATH": ""}
    good = subprocess.run([*mypy, str(user)], capture_output=True, text=True, env=environment, check=False)
    assert good.returncode == 0, good.stdout
    bad = subprocess.run([*mypy, str(wrong)], capture_output=True, text=True, env=environment, check=False)
    assert "No overload variant" in bad.stdout
