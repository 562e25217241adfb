"""Prints the API reference, docs/reference/python.md, of the sources; ``npm run generate`` writes it."""

from __future__ import annotations

import inspect
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "src"))
import statefun  # noqa: E402
import statefun.testing  # noqa: E402

TITLE = """\
# Python API reference

Made of the sources by `npm run generate`. The guide is [the Python SDK](../sdk-python.md).
"""


def markdown(what: Any) -> str:
    """The doc comment as Markdown: code is in single backticks, and indented examples in fences."""
    text = (inspect.getdoc(what) or "").replace("``", "`")
    return re.sub(r":?:\n\n((?:    .*\n?|\n)+)", lambda found: f":\n\n```python\n{dedent(found[1])}\n```\n", text)


def dedent(text: str) -> str:
    """Without the four spaces of an example."""
    return "\n".join(line.removeprefix("    ") for line in text.strip("\n").splitlines())


def signature(what: Any) -> str:
    """The parameters, with their types as they are written."""
    try:
        text = str(inspect.signature(what))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"(?<=[(,] )?self, |\(self\)", lambda found: "()" if found[0] == "(self)" else "", text)
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)
    return text.replace("collections.abc.", "").replace("typing.", "").replace("datetime.", "")


def members(cls: type) -> Iterator[str]:
    """The public methods and properties of a class that have something to say."""
    for name, member in vars(cls).items():
        if name.startswith("_") and name != "__init__":
            continue
        if isinstance(member, property) and inspect.getdoc(member):
            yield f"- `{name}`: {markdown(member.fget)}"
        elif isinstance(member, types.FunctionType) and name != "__init__":
            doc = f": {markdown(member)}" if inspect.getdoc(member) else ""
            yield f"- `{name}{signature(member)}`{doc}"


def indented(item: str) -> str:
    """A list item whose further lines belong to it."""
    return item.replace("\n", "\n  ").replace("\n  \n", "\n\n")


def entry(name: str, what: Any) -> str:
    """A section."""
    if isinstance(what, statefun.Type):
        return f"### {name}\n\nThe type `{what.typename}`."
    if not isinstance(what, type):
        return f"### {name}\n\n```python\n{name}{signature(what)}\n```\n\n{markdown(what)}"
    bases = ", ".join(base.__name__ for base in what.__bases__ if base not in (object,) and base.__name__ != "Generic")
    head = (
        f"class {name}({bases})"
        if issubclass(what, Exception)
        else f"class {name}{signature(what).removesuffix(' -> None')}"
    )
    listed = "\n".join(map(indented, members(what)))
    return f"### {name}\n\n```python\n{head}\n```\n\n{markdown(what)}\n\n{listed}".rstrip()


def module(title: str, names: list[str], place: types.ModuleType) -> Iterator[str]:
    """The sections of a module."""
    yield f"## {title}"
    yield from (entry(name, getattr(place, name)) for name in names)


def main() -> None:
    """Writes the page to standard output."""
    parts = [
        TITLE,
        *module("`statefun`", sorted(statefun.__all__, key=str.lower), statefun),
        *module("`statefun.testing`", statefun.testing.__all__, statefun.testing),
    ]
    print("\n\n".join(part.strip() for part in parts))


if __name__ == "__main__":
    main()
