"""Training of the fast tagger: all weights from the gold corpora in one call."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sayso.engine.atoms import Lexicon, atoms
from sayso.engine.batch import batch_of, shifted
from sayso.engine.decoding import sequences
from sayso.engine.fast import PARAGRAPH_LIMIT, SENTENCE_LIMIT, FastTagger, Found, Run
from sayso.engine.weights import TASKS, UNIT, Chain, FastWeights, save_weights
from sayso.learn.chains import Block, ChainData, Fitted, fit
from sayso.learn.clusters import cluster_words
from sayso.learn.corpora import Gold
from sayso.learn.fast_data import TrainingSet, read_sets
from sayso.learn.states import design
from sayso.learn.wordlists import gazetteer, senses, usual_tags

__all__ = ["train"]

Progress = Callable[[str], object]

# Kinds of atoms by offset of the window, for each chain; offsets not listed are not looked at.
_OWN: Final = "w W h H s1 s2 s3 s4 p2 p3 S c c0 c1 c2 e e0 e1 e2 E t g G b"
_NEAR: Final = "w h s3 c c0 c1 c2 e0 e1 e2 E t g G b"
_WINDOWS: Final[Mapping[str, Mapping[int, str]]] = {
    "pos": {
        0: _OWN,
        **dict.fromkeys((-1, 1), f"{_NEAR} s2"),
        **dict.fromkeys((-2, 2), "w c1 c2 e1 e2 t b"),
    },
    "names": {
        0: _OWN,
        **dict.fromkeys((-1, 1), _NEAR),
        **dict.fromkeys((-2, 2), "w h c c1 c2 e1 e2 t g b"),
        **dict.fromkeys((-3, 3), "w c1 e1 b"),
    },
    "roles": {
        0: "w h s2 s3 c0 c1 c2 e0 e1 e2 t b",
        **dict.fromkeys((-1, 1), "w s2 c0 c1 c2 e0 e1 e2 t b"),
        **dict.fromkeys((-2, 2), "w c0 c1 c2 e0 e1 e2 b"),
        **dict.fromkeys((-3, 3), "w c1 c2 e1 e2 b"),
        **dict.fromkeys((-4, 4, -5, 5), "w c1 e1 b"),
    },
}
_LIMIT: Final = {
    "pos": SENTENCE_LIMIT,
    "names": SENTENCE_LIMIT,
    "roles": PARAGRAPH_LIMIT,
}
_LEAST_WEIGHT: Final = 0.012  # smaller ones are left out
_MOST: Final = 2000
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one chain is learnt.

    windows: kinds of atoms by offset. least: how often an atom must occur, at the token and beside it;
    least_codes: how often a context code must.
    states: the design of its states (`sayso.learn.states`).
    blend: of a second reading, the share that the first one's scores have in its own; the first one is then learnt
        once more from all documents, else the one that learnt from half of them is kept.
    """

    windows: Mapping[int, str]
    penalty: float = 1.0
    context_penalty: float = 1.0
    iterations: int = 100
    least: tuple[int, int] = (2, 4)
    least_codes: int = 2
    blend: float = 0.0
    states: str = "bio"


RECIPES: Final[Mapping[str, Recipe]] = {
    "pos": Recipe(_WINDOWS["pos"], penalty=0.5, iterations=55),
    "names": Recipe(_WINDOWS["names"], penalty=0.7, iterations=84),
    "names2": Recipe(_WINDOWS["names"], penalty=0.7, iterations=75),
    "roles": Recipe(_WINDOWS["roles"], iterations=110),
    "roles2": Recipe(_WINDOWS["roles"], iterations=300, blend=0.5),
}


def train(
    data_dir: Path,
    out_dir: Path,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    share: float = 1.0,
    recipes: Mapping[str, Recipe] = RECIPES,
) -> Path:
    """Make all weights of the fast tagger from the corpora in `data_dir` and write `fast.npz` into `out_dir`.

    The same data and seed give the same weights.

    Args:
        data_dir: holds quotes/, ner/, pos/, sentiment/ and silver/.
        out_dir: where the file goes.
        seed: of the clusterings.
        progress: called with a line of text now and then.
        share: of each corpus, for trials.
        recipes: how each chain is learnt; without "names2" or "roles2" there is no second reading.

    Returns:
        The file written.

    Raises:
        InputError: a corpus is missing or unreadable.
        MissingExtraError: the accurate model, which labels some of the texts, lacks ONNX Runtime.
    """
    say = progress or (lambda _: None)
    say("reading the corpora; the accurate model labels some of them")
    sets = read_sets(data_dir, share)
    say("word lists")
    weights = FastWeights({}, _lexicon(sets, seed), {})
    for task in TASKS:
        weights = with_task(weights, task, sets[task], recipes, say)
    path = out_dir / "fast.npz"
    save_weights(weights, path)
    say(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    return path


def with_task(
    weights: FastWeights, task: str, data: TrainingSet, recipes: Mapping[str, Recipe], say: Progress
) -> FastWeights:
    """The weights with the chains of one more task, which may read what the chains before it say.

    A second reading learns from first readings of documents that the first chain did not learn from: each half of
    the documents is read by a chain that learnt from the other half.
    """
    again = f"{task}2"
    if again not in recipes:
        return with_chain(weights, task, data, None, recipes[task], say)
    ends = np.cumsum([len(gold.doc.tokens) for gold in data.golds])
    half_of = np.arange(len(data.golds)) % 2
    half = np.repeat(half_of, np.diff(np.append(0, ends)))
    codes = np.zeros(len(half), np.uint8)
    probabilities = np.zeros((len(half), len(TASKS[task])), np.float32)
    readers = []
    shorter = dataclasses.replace(recipes[task], iterations=recipes[task].iterations * 3 // 5)
    for number in (1, 0):
        learnt = [gold for gold, own in zip(data.golds, half_of, strict=True) if own == number]
        held = [gold for gold, own in zip(data.golds, half_of, strict=True) if own != number]
        part = TrainingSet(learnt, data.allowed[half == number], data.weight[half == number])
        readers.append(with_chain(weights, task, part, None, shorter, say))
        run = Run(FastTagger(readers[-1]), batch_of([gold.doc for gold in held]))
        codes[half != number], probabilities[half != number] = _draft(run, task)
    first = with_chain(weights, task, data, None, recipes[task], say) if recipes[again].blend else readers[0]
    return with_chain(first, again, data, (codes, probabilities), recipes[again], say)


def _draft(run: Run, task: str) -> Found:
    pos = run.pos()
    names = run.names(pos, draft=task == "names")
    return names if task == "names" else run.roles(pos, names[0], draft=True)


def with_chain(
    weights: FastWeights,
    name: str,
    data: TrainingSet,
    found: Found | None,
    recipe: Recipe,
    say: Progress,
) -> FastWeights:
    """The weights with one more chain; `found` is the first reading that a second one starts from."""
    task = name.rstrip("2")
    say(f"{name}: features of {len(data.weight)} tokens")
    run = Run(FastTagger(weights), batch_of([gold.doc for gold in data.golds]))
    if task == "pos":
        contexts = run.pos_contexts()
    elif task == "names":
        contexts = run.name_contexts(run.pos())
        contexts |= run.second_name_contexts(found) if found else {}
    else:
        pos = run.pos()
        contexts = run.role_contexts(pos, run.names(pos)[0])
        contexts |= run.second_role_contexts(found) if found else {}
    group = run.batch.paragraph if task == "roles" else run.batch.sentence
    known, blocks = typed_blocks(recipe, run, group, weights.lexicon)
    used, more = context_blocks(contexts, recipe)
    starts = sequences(group, _LIMIT[task])
    states = design(TASKS[task], recipe.states)
    allowed = states.expand(data.allowed, starts)
    fitted = fit(
        ChainData([*blocks, *more], starts, allowed, data.weight, states.forbidden, states.forbidden_start),
        penalty=recipe.penalty,
        iterations=recipe.iterations,
        progress=lambda line: say(f"{name}: {line}"),
    )
    return _extended(weights, name, fitted, known, used, states.labels, recipe)


def typed_blocks(
    recipe: Recipe, run: Run, group: NDArray[Any], lexicon: Lexicon
) -> tuple[dict[int, list[str]], list[Block]]:
    """One block an offset of the window, and the atoms that each has a row for."""
    vocabulary = run.batch.vocabulary
    frequency = np.bincount(run.batch.types, minlength=len(vocabulary))
    frequency[0] = 1000
    of_type = [atoms(word, lexicon) for word in vocabulary]
    totals: Counter[str] = Counter()
    for found, count in zip(of_type, frequency.tolist(), strict=True):
        for atom in found:
            totals[atom] += count
    known: dict[int, list[str]] = {}
    blocks = []
    for offset, kinds in sorted(recipe.windows.items()):
        wanted = set(kinds.split())
        least = recipe.least[offset != 0] * (1 + (abs(offset) > 2))
        kept = sorted(atom for atom, count in totals.items() if count >= least and atom.partition(":")[0] in wanted)
        ids = {atom: number for number, atom in enumerate(kept)}
        pairs = [(row, ids[atom]) for row, found in enumerate(of_type) for atom in found if atom in ids]
        rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
        table = sparse.csr_matrix(
            (np.ones(len(rows), np.float32), (rows, columns)),
            shape=(len(vocabulary), len(kept)),
        )
        known[offset] = kept
        index = shifted(run.batch.types, offset, group)
        blocks.append(Block(f"types {offset}", index, len(vocabulary), table))
    return known, blocks


def context_blocks(
    contexts: Mapping[str, tuple[NDArray[Any], int]], recipe: Recipe
) -> tuple[dict[str, tuple[NDArray[Any], int]], list[Block]]:
    """The codes of each context that occur twice or more, with the number of all codes, and a block of them each."""
    used: dict[str, tuple[NDArray[Any], int]] = {}
    blocks = []
    for name, (codes, size) in contexts.items():
        kept = np.flatnonzero(np.bincount(codes, minlength=size) >= recipe.least_codes)
        number = np.full(size, len(kept), np.int32)  # codes that are left out share a row without features
        number[kept] = np.arange(len(kept))
        features = sparse.eye(len(kept) + 1, len(kept), dtype=np.float32, format="csr")
        used[name] = kept, size
        blocks.append(Block(f"context {name}", number[codes], len(kept) + 1, features, recipe.context_penalty))
    return used, blocks


def _extended(
    weights: FastWeights,
    name: str,
    fitted: Fitted,
    known: Mapping[int, list[str]],
    used: Mapping[str, tuple[NDArray[Any], int]],
    states: NDArray[np.uint8],
    recipe: Recipe,
) -> FastWeights:
    """Weights rounded to int16 and put beside those that are there; atoms that count for nothing are left out."""
    count = len(states)
    rounded = {
        block: np.clip(np.rint(np.where(np.abs(table) < _LEAST_WEIGHT, 0, table) / UNIT), -_MOST, _MOST).astype(
            np.int16
        )
        for block, table in fitted.blocks.items()
    }
    all_atoms = dict(weights.atoms)
    rows, columns, values = [], [], []
    offsets = sorted(known)
    for number, offset in enumerate(offsets):
        table = rounded[f"types {offset}"]
        row, column = np.nonzero(table)
        kept = known[offset]
        for place in np.unique(row).tolist():
            all_atoms.setdefault(kept[place], len(all_atoms))
        ids = np.array([all_atoms.get(atom, -1) for atom in kept], np.int64)
        rows.append(ids[row])
        columns.append(column + number * count)
        values.append(table[row, column])
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    order = np.lexsort((column, row))
    pointers = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(all_atoms)))))
    chain = Chain(
        offsets=tuple(offsets),
        pointers=pointers.astype(np.int32),
        columns=column[order].astype(np.uint16),
        values=value[order],
        contexts={context: _spread(rounded[f"context {context}"], *places) for context, places in used.items()},
        transitions=(fitted.transitions / np.float32(UNIT)).astype(np.float32),
        start=(fitted.start / np.float32(UNIT)).astype(np.float32),
        states=states,
        blend=recipe.blend,
    )
    grown = len(all_atoms) + 1
    chains = {
        other: dataclasses.replace(old, pointers=_padded(old.pointers, grown)) for other, old in weights.chains.items()
    }
    return FastWeights(all_atoms, weights.lexicon, {**chains, name: chain})


def _spread(rows: NDArray[np.int16], codes: NDArray[Any], size: int) -> NDArray[np.int16]:
    table = np.zeros((size, rows.shape[1]), np.int16)
    table[codes] = rows
    return table


def _padded(pointers: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    return np.concatenate((pointers, np.full(size - len(pointers), pointers[-1], np.int32)))


def _lexicon(sets: Mapping[str, TrainingSet], seed: int) -> Lexicon:
    golds = {gold.doc.text: gold for data in sets.values() for gold in data.golds}
    words = [sentence for gold in golds.values() for sentence in _words(gold)]
    return Lexicon(
        clusters=cluster_words(words, sizes=(40, 160, 640), seed=seed),
        senses=senses((64, 256, 1024), seed=seed),
        gazetteer=gazetteer(),
        tags=usual_tags(),
        cues=_cues(sets["roles"]),
    )


def _words(gold: Gold) -> list[list[str]]:
    text = gold.doc.text
    lows = [_DIGIT.sub("0", text[s:e].lower()) for s, e in gold.doc.tokens]
    bounds = np.searchsorted(gold.doc.tokens.starts, gold.doc.sentences.starts).tolist()
    return [lows[a:b] for a, b in zip(bounds, [*bounds[1:], len(lows)], strict=True)]


def _cues(data: TrainingSet, most: int = 400) -> dict[str, int]:
    """Words that often stand in a cue, numbered by how often they do."""
    codes = [TASKS["roles"].index(tag) for tag in ("B-cue", "I-cue")]
    in_cue = data.allowed[:, codes].any(1) & ~data.allowed[:, 0]
    words = [gold.doc.text[s:e].lower() for gold in data.golds for s, e in gold.doc.tokens]
    all_of, cue_of = (
        Counter(words),
        Counter(word for word, cue in zip(words, in_cue, strict=True) if cue),
    )
    kept = [word for word, count in cue_of.items() if count >= 4 and count >= 0.2 * all_of[word] and word.isalpha()]
    kept.sort(key=lambda word: (-cue_of[word], word))
    return {word: number for number, word in enumerate(kept[:most], 1)}
