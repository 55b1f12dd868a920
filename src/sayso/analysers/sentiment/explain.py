"""Evidence: which words made a score, what they weigh, and what turned or strengthened them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch
from sayso.analysers.sentiment.types import Flag, TypeTable

__all__ = ["evidence_of"]

SHOWN: Final = 12
LOOK_BACK: Final = 8


def evidence_of(batch: Batch, table: TypeTable, shares: NDArray[np.float64], begin: int, end: int) -> tuple[str, ...]:
    """The words begin..end of a batch with the greatest shares, in text order, each with its weight and what changed it."""
    span = shares[begin:end]
    order = np.argsort(-np.abs(span), kind="stable")[:SHOWN]
    kept = sorted(int(i) for i in order if abs(span[i]) >= 0.01)
    return tuple(_line(batch, table, begin + i, begin) for i in kept)


def _line(batch: Batch, table: TypeTable, at: int, begin: int) -> str:
    row = int(batch.types[at])
    word, weight, factor = table.names[row], float(table.weights[row]), float(batch.factors[at])
    if abs(factor - 1) < 0.01:
        return f"{word} {weight:+.1f}"
    return f"{word} {weight:+.1f} → {weight * factor:+.1f} ({_why(batch, table, at, begin, factor)})"


def _why(batch: Batch, table: TypeTable, at: int, begin: int, factor: float) -> str:
    flags = int(batch.flags[at])
    if factor < 0:
        if flags & (Flag.HARM | Flag.GOOD):
            word = _near(batch, table, at, begin, Flag.REDUCES | Flag.FALLS)
            if word:
                return f"less of it: {word}"
        word = _negator(batch, table, at, begin)
        return f"negated by {word}" if word else "negated"
    if factor > 1:
        word = _booster(batch, table, at, begin)
        return f"strengthened by {word}" if word else "strengthened"
    word = _booster(batch, table, at, begin, weak=True)
    return f"weakened by {word}" if word else "weakened: conditional, question or contrast"


def _near(batch: Batch, table: TypeTable, at: int, begin: int, wanted: Flag) -> str:
    for other in (
        *range(at - 1, max(begin, at - LOOK_BACK) - 1, -1),
        *range(at + 1, min(len(batch.types), at + LOOK_BACK)),
    ):
        if int(batch.flags[other]) & wanted and batch.factors[other] == 0:
            return table.names[int(batch.types[other])]
    return ""


def _negator(batch: Batch, table: TypeTable, at: int, begin: int) -> str:
    for other in range(at - 1, max(begin, at - LOOK_BACK) - 1, -1):
        row = int(batch.types[other])
        if other + int(table.reaches[row]) >= at and table.reaches[row]:
            return table.names[row]
    return ""


def _booster(batch: Batch, table: TypeTable, at: int, begin: int, *, weak: bool = False) -> str:
    for other in range(at - 1, max(begin, at - 3) - 1, -1):
        boost = float(table.boosts[int(batch.types[other])])
        if boost and (boost < 0) == weak:
            return table.names[int(batch.types[other])]
    return ""
