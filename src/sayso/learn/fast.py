"""Training of the fast tagger: all weights from the gold corpora in one call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sayso.engine.decoding import sequences
from sayso.engine.fast import PARAGRAPH_LIMIT, SENTENCE_LIMIT, FastTagger, Run
from sayso.engine.features import Lexicon, atoms, batch_of, shifted
from sayso.engine.weights import TASKS, Chain, FastWeights, save_weights
from sayso.learn.chains import Block, ChainData, Fitted, fit
from sayso.learn.clusters import cluster_words
from sayso.learn.corpora import Gold, name_labels, pos_labels, read, role_labels, segmented

__all__ = ["train"]

Progress = Callable[[str], object]
Allowed = NDArray[np.bool_]

# Kinds of atoms by offset of the window, for each task; offsets not listed are not looked at.
_OWN: Final = "w W h H s1 s2 s3 s4 p2 p3 S c c0 c1 c2 C g b"
_WINDOWS: Final[Mapping[str, Mapping[int, str]]] = {
    "pos": {0: _OWN, **dict.fromkeys((-1, 1), "w h s2 s3 c c0 c1 c2 g b"), **dict.fromkeys((-2, 2), "w c1 c2 b")},
    "names": {
        0: _OWN,
        **dict.fromkeys((-1, 1), "w h s3 c c0 c1 c2 C g b"),
        **dict.fromkeys((-2, 2), "w h c c1 c2 g b"),
        **dict.fromkeys((-3, 3), "w c1 b"),
    },
    "roles": {
        0: "w h s2 s3 c0 c1 c2 b",
        **dict.fromkeys((-1, 1), "w s2 c0 c1 c2 b"),
        **dict.fromkeys((-2, 2), "w c0 c1 c2 b"),
        **dict.fromkeys((-3, 3), "w c1 c2 b"),
        **dict.fromkeys((-4, 4, -5, 5), "w c1 b"),
    },
}
_PENALTY: Final = {"pos": 0.5, "names": 0.7, "roles": 1.0}
_ITERATIONS: Final = {"pos": 70, "names": 90, "roles": 110}
_LIMIT: Final = {"pos": SENTENCE_LIMIT, "names": SENTENCE_LIMIT, "roles": PARAGRAPH_LIMIT}
_NAME_SETS: Final = ("gum", "wikigold", "politics", "politics2", "wnut17", "uner_ewt", "uner_pud")
_SILVER_WEIGHT: Final = {"pos": 0.3, "names": 0.4}
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Set:
    """Documents with the allowed labels of all their tokens, and what they count for."""

    golds: Sequence[Gold]
    allowed: Allowed
    weight: NDArray[np.float32]


def train(
    data_dir: Path, out_dir: Path, *, seed: int = 0, progress: Progress | None = None, share: float = 1.0
) -> Path:
    """Make all weights of the fast tagger from the corpora in `data_dir` and write `fast.npz` into `out_dir`.

    The same data and seed give the same weights.

    Args:
        data_dir: holds quotes/, ner/, pos/ and silver/.
        share: of each corpus, for trials.
        progress: called with a line of text now and then.

    Returns:
        The file written.

    Raises:
        InputError: a corpus is missing or unreadable.
    """
    say = progress or (lambda _: None)
    say("reading the corpora")
    sets = read_sets(data_dir, share)
    say("word lists")
    lexicon = _lexicon(data_dir, sets, seed)
    weights = FastWeights({}, lexicon, {})
    for task in TASKS:
        weights = _with_task(weights, task, sets[task], say)
    path = out_dir / "fast.npz"
    save_weights(weights, path)
    say(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    return path


def read_sets(data_dir: Path, share: float = 1.0) -> dict[str, _Set]:
    """Training documents of each task."""

    def some(name: str) -> list[Gold]:
        golds = [gold for gold in segmented(_part(read(data_dir / f"{name}.jsonl.gz"), share)) if gold.permissive]
        return golds

    silver = some("silver/polnear_silver.train")
    pos = [*some("pos/ewt.train"), *some("pos/gum.train")]
    names = [gold for name in _NAME_SETS for gold in some(f"ner/train_{name}")]
    quotes = some("quotes/polnear.train")
    return {
        "pos": _set([*pos, *silver], pos_labels, len(pos), _SILVER_WEIGHT["pos"]),
        "names": _set([*names, *silver], name_labels, len(names), _SILVER_WEIGHT["names"]),
        "roles": _set(quotes, role_labels, len(quotes), 1.0),
    }


def _part(records: Any, share: float) -> list[Any]:
    records = list(records)
    return records if share >= 1 else records[:: max(1, round(1 / share))]


def _set(golds: Sequence[Gold], labels: Callable[[Gold], Allowed], first_silver: int, silver_weight: float) -> _Set:
    weight = [np.full(len(g.doc.tokens), 1.0 if i < first_silver else silver_weight) for i, g in enumerate(golds)]
    return _Set(golds, np.concatenate([labels(gold) for gold in golds]), np.concatenate(weight).astype(np.float32))


def _with_task(weights: FastWeights, task: str, data: _Set, say: Progress) -> FastWeights:
    """The weights with one more chain, which may read what the chains before it say."""
    say(f"{task}: features of {len(data.weight)} tokens")
    run = Run(FastTagger(weights), batch_of([gold.doc for gold in data.golds]))
    pos = run.pos() if task != "pos" else None
    names = run.names(pos)[0] if task == "roles" and pos is not None else None
    contexts = run.contexts(task, pos, names)
    group = run.batch.paragraph if task == "roles" else run.batch.sentence
    known, blocks = typed_blocks(task, run, group, weights.lexicon)
    blocks += [Block(f"context {name}", codes.astype(np.int32), size) for name, (codes, size) in contexts.items()]
    starts = sequences(group, _LIMIT[task])
    labels = TASKS[task]
    forbidden, forbidden_start = constraints(labels)
    chain_data = ChainData(blocks, starts, data.allowed, data.weight, forbidden, forbidden_start)
    fitted = fit(
        chain_data,
        penalty=_PENALTY[task],
        iterations=_ITERATIONS[task],
        progress=lambda line: say(f"{task}: {line}"),
    )
    return _extended(weights, task, fitted, known)


def constraints(labels: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Transitions and starts that BIO forbids: an I after anything but its own B or I."""
    count = len(labels)
    forbidden, start = np.zeros((count, count), bool), np.zeros(count, bool)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            start[column] = True
            forbidden[:, column] = [before[2:] != label[2:] or before == "O" for before in labels]
    return forbidden, start


def typed_blocks(
    task: str, run: Run, group: NDArray[Any], lexicon: Lexicon
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
    for offset, kinds in sorted(_WINDOWS[task].items()):
        wanted = set(kinds.split())
        least = 2 if offset == 0 else 4 if abs(offset) < 3 else 8
        kept = sorted(atom for atom, count in totals.items() if count >= least and atom.partition(":")[0] in wanted)
        ids = {atom: number for number, atom in enumerate(kept)}
        pairs = [(row, ids[atom]) for row, found in enumerate(of_type) for atom in found if atom in ids]
        rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
        table = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(vocabulary), len(kept)))
        known[offset] = kept
        index = shifted(run.batch.types, offset, group)
        blocks.append(Block(f"types {offset}", index, len(vocabulary), table))
    return known, blocks


def _extended(weights: FastWeights, task: str, fitted: Fitted, known: Mapping[int, list[str]]) -> FastWeights:
    """Weights rounded to int8 and put beside those that are there; atoms that count for nothing are left out."""
    labels = len(TASKS[task])
    everything = np.concatenate([np.abs(table[table != 0]).ravel() for table in fitted.blocks.values()])
    scale = float(max(np.quantile(everything, 0.9999), 1e-3)) / 127
    rounded = {
        name: np.clip(np.rint(table / scale), -127, 127).astype(np.int8) for name, table in fitted.blocks.items()
    }
    all_atoms = dict(weights.atoms)
    rows, columns, values = [], [], []
    offsets = sorted(known)
    for number, offset in enumerate(offsets):
        table = rounded[f"types {offset}"]
        row, column = np.nonzero(table)
        names = known[offset]
        for used in np.unique(row).tolist():
            all_atoms.setdefault(names[used], len(all_atoms))
        ids = np.array([all_atoms.get(name, -1) for name in names], np.int64)
        rows.append(ids[row])
        columns.append(column + number * labels)
        values.append(table[row, column])
    row, column, value = map(np.concatenate, (rows, columns, values))
    order = np.lexsort((column, row))
    pointers = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(all_atoms)))))
    chain = Chain(
        offsets=tuple(offsets),
        scale=scale,
        pointers=pointers.astype(np.int32),
        columns=column[order].astype(np.uint16),
        values=value[order],
        contexts={name[len("context ") :]: table for name, table in rounded.items() if name.startswith("context ")},
        transitions=(fitted.transitions / np.float32(scale)).astype(np.float32),
        start=(fitted.start / np.float32(scale)).astype(np.float32),
    )
    grown = len(all_atoms) + 1
    chains = {
        name: Chain(
            **{**{slot: getattr(old, slot) for slot in Chain.__slots__}, "pointers": _padded(old.pointers, grown)}
        )
        for name, old in weights.chains.items()
    }
    return FastWeights(all_atoms, weights.lexicon, {**chains, task: chain})


def _padded(pointers: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    return np.concatenate((pointers, np.full(size - len(pointers), pointers[-1], np.int32)))


def _lexicon(data_dir: Path, sets: Mapping[str, _Set], seed: int) -> Lexicon:
    golds = {gold.doc.text: gold for data in sets.values() for gold in data.golds}
    words = [sentence for gold in golds.values() for sentence in _words(gold)]
    clusters = cluster_words(words, sizes=(40, 160, 640), seed=seed)
    return Lexicon(clusters, {}, _cues(sets["roles"]))


def _words(gold: Gold) -> list[list[str]]:
    text = gold.doc.text
    lows = [_DIGIT.sub("0", text[s:e].lower()) for s, e in gold.doc.tokens]
    bounds = np.searchsorted(gold.doc.tokens.starts, gold.doc.sentences.starts).tolist()
    return [lows[a:b] for a, b in zip(bounds, [*bounds[1:], len(lows)], strict=True)]


def _cues(data: _Set, most: int = 400) -> dict[str, int]:
    """Words that often stand in a cue, numbered by how often they do."""
    codes = [TASKS["roles"].index(tag) for tag in ("B-cue", "I-cue")]
    in_cue = data.allowed[:, codes].any(1) & ~data.allowed[:, 0]
    words = [gold.doc.text[s:e].lower() for gold in data.golds for s, e in gold.doc.tokens]
    all_of, cue_of = Counter(words), Counter(word for word, cue in zip(words, in_cue, strict=True) if cue)
    kept = [word for word, count in cue_of.items() if count >= 4 and count >= 0.2 * all_of[word] and word.isalpha()]
    kept.sort(key=lambda word: (-cue_of[word], word))
    return {word: number for number, word in enumerate(kept[:most], 1)}
