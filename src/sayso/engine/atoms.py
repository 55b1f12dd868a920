"""What the fast tagger knows of a word type: its atoms and its traits.

A *type* is a token string. Its *atoms* ("w:said", "s3:aid", "h:x") are worked out once a type; a model holds a row
of weights for each atom and each offset of the window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

__all__ = ["TRAITS", "Lexicon", "Mark", "atoms", "traits"]

TRAITS: Final = ("mark", "sign", "shape", "cue")


class Mark(IntEnum):
    """The trait "mark" of a type that is a quotation mark; 0 for all others."""

    OPEN = 1
    CLOSE = 2
    STRAIGHT = 3
    SINGLE_OPEN = 4
    SINGLE_CLOSE = 5
    SINGLE = 6


_MARKS: Final = {
    "“": Mark.OPEN, "„": Mark.OPEN, "«": Mark.OPEN, "``": Mark.OPEN,
    "”": Mark.CLOSE, "»": Mark.CLOSE, "''": Mark.CLOSE, '"': Mark.STRAIGHT,
    "‘": Mark.SINGLE_OPEN, "’": Mark.SINGLE_CLOSE, "'": Mark.SINGLE,
}  # fmt: skip
_SIGNS: Final = {sign: code for code, sign in enumerate(", . : ; ! ? ( ) - – — -- … ... [ ]".split(), 1)}
_FOLDED: Final = str.maketrans("‘’“”„«»–—\xa0", '\'\'"""""-- ')
_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"(.)\1+")
_UPPER, _LOWER, _NUMBER = "X", "x", "9"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists that belong to a model; keys are lower-cased with digits as 0, but `tags` keeps words as they are.

    clusters: cluster of a word by the company it keeps in the training texts, coarse to fine.
    senses: cluster of a word by its input embedding in a sentence encoder, coarse to fine.
    gazetteer: one letter for each list of first names, surnames, places that a word is in.
    tags: the usual Penn tag of a word.
    cues: words that introduce quotations, numbered from 1.
    """

    clusters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    senses: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    gazetteer: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    cues: Mapping[str, int] = field(default_factory=dict)


def atoms(word: str, lexicon: Lexicon) -> list[str]:
    """The atoms of a type, each "kind:value"; kinds are listed in `sayso.learn.fast`."""
    if not word:
        return ["b:"]
    word = word.translate(_FOLDED)
    low = _DIGIT.sub("0", word.lower())[:40]
    shape = _shape(word)
    out = [f"w:{low}", f"h:{shape}", f"H:{shape}{min(len(word), 8)}"]
    if word != low:
        out.append(f"W:{word[:40]}")
    if len(low) > 3 or not low.isalpha():
        out += [
            f"s1:{low[-1:]}",
            f"s2:{low[-2:]}",
            f"s3:{low[-3:]}",
            f"s4:{low[-4:]}",
            f"p2:{low[:2]}",
            f"p3:{low[:3]}",
        ]
        out.append(f"S:{shape[0]}{low[-2:]}")
    clusters = lexicon.clusters.get(low)
    if clusters is not None:
        out += [f"c{i}:{cluster}" for i, cluster in enumerate(clusters)]
    else:
        out.append(f"c:{shape}")
    senses = lexicon.senses.get(low)
    if senses is not None:
        out += [f"e{i}:{sense}" for i, sense in enumerate(senses)]
        out.append(f"E:{shape[0]}{senses[-1]}")
    else:
        out.append(f"e:{shape}")
    tag = lexicon.tags.get(word)
    out.append(f"t:{tag}" if tag else f"t:{lexicon.tags.get(low)}{shape[0]}")
    lists = lexicon.gazetteer.get(low)
    if lists is not None and shape[0] == _UPPER:
        out += [f"g:{name}" for name in lists]
        out.append(f"G:{lists}")
    return out


def _shape(word: str) -> str:
    letters = "".join(
        _UPPER if c.isupper() else _LOWER if c.isalpha() else _NUMBER if c.isdigit() else c for c in word[:24]
    )
    return _RUN.sub(r"\1", letters)


def traits(word: str, lexicon: Lexicon) -> tuple[int, int, int, int]:
    """Mark, sign, shape and cue code of a type (`TRAITS`)."""
    mark = _MARKS.get(word, 0)
    if word.isalpha():
        shape = 1 if word.islower() else 2 if word.istitle() else 3 if len(word) > 1 and word.isupper() else 4
    elif word.isdigit():
        shape = 5
    else:
        shape = 6 if word[:1].isupper() else 7 if any(c.isalnum() for c in word) else 8 if word else 0
    return mark, _SIGNS.get(word, 0), shape, lexicon.cues.get(word.lower(), 0)
