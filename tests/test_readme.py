"""What the README shows runs."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from sayso import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for name, text in found if name == language]


def test_the_python_blocks_run_one_after_another():
    out = io.StringIO()
    scope = {}
    with contextlib.redirect_stdout(out):
        for block in blocks("python"):
            exec(compile(block, "README.md", "exec"), scope)  # noqa: S102 – our own text
    assert "Ada Lund direct “We will rebuild,”" in out.getvalue()
    assert len(scope["doc"].quotes) == 2


def test_the_set_up_commands_make_their_own_environment():
    commands = [block.strip() for block in blocks("") if "venv" in block]
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_files_that_are_named_are_there():
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"(?:seeds|examples|corpus)/[\w/.]+\.\w+", README):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    "line", [line for block in blocks("") for line in block.splitlines() if line.startswith("sayso ")]
)
def test_the_command_lines_are_understood(line):
    arguments = re.split(r"\s{2,}", line)[0].split()[1:]
    assert cli._parser().parse_args(arguments).run
