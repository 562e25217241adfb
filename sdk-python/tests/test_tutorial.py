"""The tutorial works as it is printed."""

import re
import subprocess
import sys
from pathlib import Path

SDK = Path(__file__).parents[1]


def test_the_tutorials_functions_pass_the_tutorials_test(tmp_path: Path) -> None:
    text = (SDK.parent / "docs" / "sdk-python.md").read_text()
    functions, test = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "functions.py").write_text(functions)
    (tmp_path / "test_functions.py").write_text(test)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_functions.py"],
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{SDK / 'src'}:{tmp_path}", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout
