"""What stands around two mentions and between them: cheap syntax, read off parts of speech without a parser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import SPEECH_VERBS, SUBORDINATORS

__all__ = ["SURROUNDINGS", "Surroundings"]

_EDGE, _OTHER = 0, 1
_CLASSES: Final = (
    "edge", "other", "comma", "stop", "mark", "finite", "bare", "participle", "to", "preposition", "subordinator",
    "and", "wh", "noun", "adverb",
)  # fmt: skip
_BY_TAG: Final[dict[str, str]] = {
    ",": "comma", ".": "stop", ":": "stop", "-LRB-": "stop", "-RRB-": "stop", "``": "mark", "''": "mark",
    "VBD": "finite", "VBZ": "finite", "VBP": "finite", "MD": "finite", "VB": "bare", "VBG": "participle",
    "VBN": "participle", "TO": "to", "IN": "preposition", "RP": "preposition", "CC": "and", "WP": "wh", "WDT": "wh",
    "WRB": "wh", "WP$": "wh", "NN": "noun", "NNS": "noun", "NNP": "noun", "NNPS": "noun", "DT": "noun", "JJ": "noun",
    "PRP": "noun", "PRP$": "noun", "CD": "noun", "RB": "adverb", "RBR": "adverb",
}  # fmt: skip
_CODES: Final = {tag: _CLASSES.index(name) for tag, name in _BY_TAG.items()}
_SUBORDINATOR: Final = _CLASSES.index("subordinator")
_COUNTED: Final = ("stop", "mark", "participle", "to", "preposition", "subordinator", "and", "wh")
_COUNTED_CODES: Final = np.array([_CLASSES.index(name) for name in _COUNTED])
# More than so many of a kind between two mentions are as good as so many.
_MOST: Final = 3
_LOGS: Final = np.log1p(np.arange(_MOST + 1)).astype(np.float32)
_ONE_HOT: Final = np.eye(len(_CLASSES), dtype=np.float32)
_FRONTED: Final = frozenset(("IN", "VBG", "VBN", "WRB", "TO", "RB"))

SURROUNDINGS: Final[tuple[str, ...]] = (
    *(f"before_{name}" for name in _CLASSES), *(f"follows_{name}" for name in _CLASSES),
    *(f"near_before_{name}" for name in _CLASSES), *(f"near_follows_{name}" for name in _CLASSES),
    *(f"between_{name}" for name in _COUNTED), *(f"here_{name}" for name in _COUNTED),
    "near_says", "says_that", "nothing_between", "fronted",
)  # fmt: skip


class Surroundings:
    """Classes of a document's tokens, with running counts, so that each pair of mentions costs the same."""

    def __init__(self, view: View) -> None:
        self.view = view
        codes = np.array([_CODES.get(tag, _OTHER) for tag in view.pos], dtype=np.intp)
        for index, tag in enumerate(view.pos):
            if tag == "IN" and view.lower[index] in SUBORDINATORS:
                codes[index] = _SUBORDINATOR
        self._counts = np.zeros((len(codes) + 1, len(_COUNTED)), dtype=np.intp)
        np.cumsum(codes[:, None] == _COUNTED_CODES, axis=0, out=self._counts[1:])
        self._before = np.roll(codes, 1)
        self._before[np.array(view.first_of, dtype=np.intp)] = _EDGE
        self._after = np.roll(codes, -1)
        self._after[np.array(view.last_of, dtype=np.intp)] = _EDGE

    def rows(self, fact: Facts, nears: Sequence[Facts]) -> NDArray[np.float32]:
        """What stands around the mention, around the nearest mention of each candidate, and between the two."""
        own = np.concatenate((_ONE_HOT[self._before[fact.first]], _ONE_HOT[self._after[fact.last]]))
        first = np.array([near.first for near in nears])
        last = np.array([near.last for near in nears])
        left = np.where(first < fact.first, last + 1, fact.last + 1)
        right = np.maximum(left, np.where(first < fact.first, fact.first, first))
        counts = np.minimum(self._counts[right] - self._counts[left], _MOST)
        same = np.array([near.sentence == fact.sentence for near in nears])
        says = np.array([self._says(near) for near in nears])
        rows = np.empty((len(nears), len(SURROUNDINGS)), dtype=np.float32)
        width, kinds = len(own), len(_CLASSES)
        rows[:, :width] = own
        rows[:, width : width + kinds] = _ONE_HOT[self._before[first]]
        rows[:, width + kinds : 2 * width] = _ONE_HOT[self._after[last]]
        at = 2 * width
        rows[:, at : at + len(_COUNTED)] = _LOGS[counts]
        at += len(_COUNTED)
        rows[:, at : at + len(_COUNTED)] = counts * same[:, None]
        rows[:, -4] = says
        rows[:, -3] = says & same if fact.role == "subject" else 0.0
        rows[:, -2] = right <= left
        rows[:, -1] = self.view.pos[self.view.first_of[fact.sentence]] in _FRONTED
        return rows

    def _says(self, near: Facts) -> bool:
        if near.role != "subject":
            return False
        return not SPEECH_VERBS.isdisjoint(self.view.lower[near.last + 1 : near.last + 4])
