"""Evidence: which words made a score, what they weigh, and what turned or strengthened them."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch
from sayso.analysers.sentiment.targets import TargetView
from sayso.analysers.sentiment.types import Flag, TypeTable

__all__ = ["target_evidence", "text_evidence"]

SHOWN: Final = 8
SHOWN_OF_TARGET: Final = 6
FAINT_OF_TARGET: Final = 0.3
LOOK_BACK: Final = 8
FAINT: Final = 0.2


def text_evidence(batch: Batch, table: TypeTable) -> list[tuple[str, ...]]:
    """For every text the words with the greatest weights, in text order, and what changed them."""
    values = batch.weights * batch.factors
    at = np.flatnonzero(values)
    sizes = np.abs(values[at]).tolist()
    kinds = list(zip(batch.types[at].tolist(), batch.factors[at].tolist(), strict=True))
    bounds = np.searchsorted(at, batch.rows).tolist()
    words = at.tolist()
    found: list[tuple[str, ...]] = []
    for text, (begin, end) in enumerate(pairwise(bounds)):
        order = sorted(range(begin, end), key=sizes.__getitem__, reverse=True)
        chosen: dict[tuple[int, float], int] = {}
        for i in order:
            if len(chosen) == SHOWN or (chosen and sizes[i] < FAINT):
                break
            chosen.setdefault(kinds[i], words[i])
        start = int(batch.rows[text])
        found.append(tuple(_line(batch, table, word, start) for word in sorted(chosen.values())))
    return found


def _line(batch: Batch, table: TypeTable, at: int, begin: int) -> str:
    row, factor = int(batch.types[at]), float(batch.factors[at])
    if abs(factor - 1) < 0.01:
        return table.plain_line(row)
    word, weight = table.names[row], float(table.weights[row])
    return f"{word} {weight:+.1f} → {weight * factor:+.1f} ({_why(batch, table, at, begin, factor)})"


def _why(batch: Batch, table: TypeTable, at: int, begin: int, factor: float) -> str:
    if factor < 0:
        if int(batch.flags[at]) & (Flag.HARM | Flag.GOOD):
            word = _changer(batch, table, at)
            if word:
                return f"less of it: {word}"
        word = _negator(batch, table, at, begin)
        return f"negated by {word}" if word else "negated"
    word = _booster(batch, table, at, begin, weak=factor < 1)
    if factor > 1:
        return f"strengthened by {word}" if word else "strengthened"
    return f"weakened by {word}" if word else "weakened: conditional, question or contrast"


def _changer(batch: Batch, table: TypeTable, at: int) -> str:
    for gap in range(1, LOOK_BACK):
        for other in (at - gap, at + gap):
            inside = 0 <= other < len(batch.types)
            if inside and int(batch.flags[other]) & (Flag.REDUCES | Flag.FALLS) and batch.factors[other] == 0:
                return table.names[int(batch.types[other])]
    return ""


def _negator(batch: Batch, table: TypeTable, at: int, begin: int) -> str:
    for other in range(at - 1, max(begin, at - LOOK_BACK) - 1, -1):
        row = int(batch.types[other])
        if table.reaches[row] and other + int(table.reaches[row]) >= at:
            return table.names[row]
    return ""


def _booster(batch: Batch, table: TypeTable, at: int, begin: int, *, weak: bool) -> str:
    for other in range(at - 1, max(begin, at - 3) - 1, -1):
        boost = float(table.boosts[int(batch.types[other])])
        if boost and (boost < 0) == weak:
            return table.names[int(batch.types[other])]
    return ""


def target_evidence(
    batch: Batch, table: TypeTable, view: TargetView, parts: NDArray[np.float64]
) -> list[tuple[str, ...]]:
    """For every target the words that spoke most for praise or blame of it, in text order, with what they added."""
    leaning = parts[:, 1] - parts[:, 0]
    wordlike = (batch.flags[view.at] & (Flag.WORD | Flag.FUNCTION)) == Flag.WORD
    bounds = np.searchsorted(view.owner, np.arange(view.count + 1)).tolist()
    found = []
    sizes = np.where(wordlike, np.abs(leaning), 0)
    for begin, end in pairwise(bounds):
        order = np.argsort(-sizes[begin:end], kind="stable")[:SHOWN_OF_TARGET] + begin
        clear = [at for at in order.tolist() if sizes[at] >= FAINT_OF_TARGET]
        kept = clear or [at for at in order[:1].tolist() if sizes[at]]
        lines = (f"{table.names[int(batch.types[view.at[at]])]} {leaning[at]:+.1f}" for at in sorted(kept))
        found.append(tuple(dict.fromkeys(lines)))
    return found
