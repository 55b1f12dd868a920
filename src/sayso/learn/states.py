"""Finer states behind the labels of a chain, so that it can remember more than its last label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.engine.decoding import Packing, best_path

__all__ = ["Design", "design"]

_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Design:
    """States of a chain: the label of each, and which transitions and starts cannot be."""

    labels: NDArray[np.uint8]
    forbidden: NDArray[np.bool_]
    forbidden_start: NDArray[np.bool_]

    def expand(self, allowed: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Allowed states from allowed labels; one a token wherever a sequence's labels are all known."""
        wide = allowed[:, self.labels]
        if len(self.labels) == allowed.shape[1]:
            return wide
        scores = np.where(wide, np.float32(0), _NEVER)
        transitions, start = (np.where(f, _NEVER, np.float32(0)) for f in (self.forbidden, self.forbidden_start))
        path = best_path(scores, transitions, start, Packing(starts, len(wide)))
        exact = np.zeros_like(wide)
        exact[np.arange(len(path)), path] = True
        known = np.logical_and.reduceat(allowed.sum(1) == 1, starts)
        lengths = np.diff(np.append(starts, len(wide)))
        return np.where(np.repeat(known, lengths)[:, None], exact, wide)


def design(labels: Sequence[str], kind: str = "bio") -> Design:
    """States for BIO labels.

    Args:
        labels: "O", then "B-" and "I-" of each role in turn.
        kind: "bio", the labels themselves; "memory", an O for each role that was the last one seen; "bilou", which
            also tells last and only tokens; "bilou memory", both.
    """
    roles = [label[2:] for label in labels if label.startswith("B-")]
    names: list[tuple[str, str, int]] = [("O", last, 0) for last in (["", *roles] if "memory" in kind else [""])]
    for label in labels[1:]:
        head, role = label[0], label[2:]
        code = labels.index(label)
        if "bilou" in kind:
            names += [(new, role, code) for new in ("BU" if head == "B" else "IL")]
        else:
            names.append((head, role, code))
    count = len(names)
    forbidden, start = np.zeros((count, count), bool), np.zeros(count, bool)
    for j, (head, role, _) in enumerate(names):
        start[j] = head in "IL" or (head == "O" and role != "")
        for i, before in enumerate(names):
            forbidden[i, j] = not _follows(before[:2], (head, role), "bilou" in kind, "memory" in kind)
    return Design(np.array([code for _, _, code in names], np.uint8), forbidden, start)


def _follows(before: tuple[str, str], after: tuple[str, str], bilou: bool, memory: bool) -> bool:
    if after[0] in "IL":
        return before[0] in "BI" and before[1] == after[1]
    if bilou and before[0] in "BI":
        return False
    return not (memory and after[0] == "O") or before[1] == after[1]
