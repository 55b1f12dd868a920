"""The rooms of the house: each imports only from below itself."""

import ast
from pathlib import Path

import pytest

import sayso

PACKAGE = Path(sayso.__file__).parent

# Ground floor first. A room may import from its own floor and from any floor below.
FLOORS = [
    ["errors", "frozen"],
    ["spans"],
    ["records", "marks"],
    ["document", "codec", "wire"],
    ["registry"],
    ["engine"],
    ["analysers"],
    ["pipeline"],
    ["persons", "collection"],
    ["formats", "report", "interop", "plots"],
    ["learn", "api"],
    ["cli", "__main__", "__init__"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_on_load(path: Path) -> set[str]:
    """Rooms imported when the module is loaded; imports inside functions and for type checkers are left out."""
    rooms: set[str] = set()
    todo: list[ast.AST] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "sayso" else [node.module]
        rooms |= {name.split(".")[1] for name in names if name.startswith("sayso.")}
        todo.extend(ast.iter_child_nodes(node))
    return rooms


def test_every_room_has_a_floor():
    assert {room_of(path) for path in modules()} <= FLOOR.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_its_floor_or_below(path):
    above = {room for room in imports_on_load(path) if FLOOR[room] > FLOOR[room_of(path)]}
    assert not above


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_learn_but_the_command_line(path):
    if room_of(path) not in ("learn", "cli"):
        assert "learn" not in imports_on_load(path)
