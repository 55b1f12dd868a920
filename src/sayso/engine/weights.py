"""Weights of the fast tagger: what they are, and how they lie in an .npz file."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.engine.atoms import Lexicon
from sayso.errors import ModelError
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

__all__ = ["TASKS", "UNIT", "Chain", "FastWeights", "load_weights", "save_weights"]

FORMAT: Final = "sayso fast tagger"
VERSION: Final = 1
UNIT: Final = 1 / 256
_PARTS: Final = ("pointers", "columns", "values", "transitions", "start", "states")
TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "pos": POS_TAGS,
    "names": NAME_TAGS,
    "roles": ROLE_TAGS,
}


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """One linear-chain model over types and contexts; scores are sums of integers in units of `UNIT`.

    offsets: places of the window that type weights belong to.
    pointers, columns, values: sparse int16 rows, one an atom, over len(offsets) * states columns.
    contexts: by name int16 of shape (codes, states).
    transitions, start: float32, in units of `UNIT`.
    states: the label, as an index into the task's labels, that each state of the chain stands for.
    blend: of a second reading, the share that the first one's scores have in its own.
    """

    offsets: tuple[int, ...]
    pointers: NDArray[np.int32]
    columns: NDArray[np.uint16]
    values: NDArray[np.int16]
    contexts: Mapping[str, NDArray[np.int16]]
    transitions: NDArray[np.float32]
    start: NDArray[np.float32]
    states: NDArray[np.uint8]
    blend: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class FastWeights:
    """All weights of the fast tagger: atoms by name, word lists, and a chain for each task."""

    atoms: Mapping[str, int]
    lexicon: Lexicon
    chains: Mapping[str, Chain]


def save_weights(weights: FastWeights, path: Path) -> None:
    """Write the weights as a compressed .npz without pickled objects."""
    lexicon = weights.lexicon
    header = {
        "format": FORMAT,
        "version": VERSION,
        "labels": {task: list(labels) for task, labels in TASKS.items()},
        "chains": {task: {"offsets": chain.offsets, "blend": chain.blend} for task, chain in weights.chains.items()},
    }
    arrays: dict[str, NDArray[Any]] = {
        "header": _packed([json.dumps(header)]),
        "atoms": _packed(sorted(weights.atoms, key=weights.atoms.__getitem__)),
        **_stored("clusters", lexicon.clusters),
        **_stored("senses", lexicon.senses),
        **_stored("gazetteer", lexicon.gazetteer),
        **_stored("tags", lexicon.tags),
        "cues": _packed(sorted(lexicon.cues, key=lexicon.cues.__getitem__)),
    }
    for task, chain in weights.chains.items():
        arrays |= {f"{task}.{part}": getattr(chain, part) for part in _PARTS}
        arrays |= {f"{task}.context.{name}": table for name, table in chain.contexts.items()}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_weights(path: Path) -> FastWeights:
    """Read what `save_weights` wrote.

    Raises:
        ModelError: the file is missing, damaged, or holds other weights; says what to do.
    """
    if not path.is_file():
        raise ModelError(f"{path}: no such weights file; install sayso again, or make it with:  sayso train fast")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(_unpacked(arrays["header"])[0])
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        KeyError,
        IndexError,
        EOFError,
    ) as error:
        raise ModelError(f"{path}: not a readable weights file of sayso ({error}); install sayso again") from error
    if header.get("format") != FORMAT or header.get("version") != VERSION:
        raise ModelError(
            f"{path}: holds {header.get('format')!r} version {header.get('version')!r}, but this sayso reads "
            f"{FORMAT!r} version {VERSION}; install matching weights, or train again with:  sayso train fast"
        )
    if header.get("labels") != {task: list(labels) for task, labels in TASKS.items()}:
        raise ModelError(f"{path}: weights for other labels than this sayso's; train again with:  sayso train fast")
    try:
        return _assembled(header, arrays)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise ModelError(f"{path}: weights are incomplete ({error}); install sayso again") from error


def _assembled(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> FastWeights:
    lexicon = Lexicon(
        dict(
            zip(
                _unpacked(arrays["clusters.words"]),
                map(tuple, arrays["clusters"].tolist()),
                strict=True,
            )
        ),
        dict(
            zip(
                _unpacked(arrays["senses.words"]),
                map(tuple, arrays["senses"].tolist()),
                strict=True,
            )
        ),
        dict(
            zip(
                _unpacked(arrays["gazetteer.words"]),
                _unpacked(arrays["gazetteer"]),
                strict=True,
            )
        ),
        dict(zip(_unpacked(arrays["tags.words"]), _unpacked(arrays["tags"]), strict=True)),
        {word: code for code, word in enumerate(_unpacked(arrays["cues"]), 1)},
    )
    atoms = {atom: row for row, atom in enumerate(_unpacked(arrays["atoms"]))}
    chains = {}
    for task, about in header["chains"].items():
        prefix = f"{task}.context."
        chain = Chain(
            offsets=tuple(about["offsets"]),
            blend=float(about.get("blend", 0.0)),
            contexts={name[len(prefix) :]: table for name, table in arrays.items() if name.startswith(prefix)},
            **{part: arrays[f"{task}.{part}"] for part in _PARTS},
        )
        _check(task, chain, len(atoms))
        chains[task] = chain
    return FastWeights(atoms, lexicon, chains)


def _check(task: str, chain: Chain, atoms: int) -> None:
    states = len(chain.states)
    if len(chain.pointers) != atoms + 1 or not chain.pointers[-1] == len(chain.values) == len(chain.columns):
        raise ValueError(f"the arrays of {task!r} do not fit each other")
    tables = chain.contexts.values()
    if chain.transitions.shape != (states, states) or any(table.shape[1:] != (states,) for table in tables):
        raise ValueError(f"the tables of {task!r} have the wrong shape")


def _stored(name: str, words: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    values = list(words.values())
    packed = _packed(values) if values and isinstance(values[0], str) else np.array(values, np.uint16)
    return {f"{name}.words": _packed(list(words)), name: packed}


def _packed(strings: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(strings).encode(), np.uint8)


def _unpacked(array: NDArray[Any]) -> list[str]:
    joined = array.tobytes().decode()
    return joined.split("\n") if joined else []
