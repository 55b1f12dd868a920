"""Words of a text as sentiment sees them: contractions, hyphenated words, hashtags and emoticons stay whole.

The tagger's tokens part "do" from "n't" and ":" from ")"; what carries a tone is the whole, so this module has its own
division of the text. Offsets are those of the unchanged text.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["WORD", "base_forms", "normal_form"]

# Runs are bounded: a run that may begin at each of its own characters would make reading quadratic.
_EMOTICON = (
    r"[<>]?[:;=][-o*'^]?[)\](\[DPpOo/\\|@3*}{]{1,64}(?!\w)|[(\[]{1,3}[-*']?[:;=](?!\w)|</?3{1,64}(?!\w)"
    r"|[xX]D{1,64}(?!\w)|\^_{0,64}\^|-_{1,64}-|[oO]_[oO](?!\w)"
)
WORD: Final = re.compile(
    rf"{_EMOTICON}"
    r"|https?://[^\s<>\"”“]+|www\.[^\s<>\"”“]+"
    r"|[#@]\w+"
    r"|\d+(?:[.,:]\d+)*%?"
    r"|(?:[A-Za-z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev|Prof|Hon|Jr|Sr|vs|No|Inc|Corp|Co|Ltd)\.(?=\s)"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?=\s)"
    r"|\w+(?:['’ʼ-]\w+)*"
    r"|[!?]+|\.{2,}|-{2,}|[^\w\s]|\n[^\S\n]*\n\s*"
)
_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'"})
_STRETCHED: Final = re.compile(r"(\w)\1{2,}")


def normal_form(surface: str) -> str:
    """Lower case, straight apostrophes, no hash, no possessive: the form under which lexicons list a word."""
    form = surface.translate(_APOSTROPHES).lower()
    if form[0] == "#" and len(form) > 1:
        form = form[1:]
    if form.endswith("'s"):
        return form[:-2]
    return form[:-1] if form.endswith("s'") else form


def base_forms(form: str) -> tuple[str, ...]:
    """Forms to try when a lexicon lacks a word: letters stretched for emphasis, mouths drawn out."""
    if form[:1].isalpha() or form[-1:].isalpha():
        squeezed = (_STRETCHED.sub(r"\1", form), _STRETCHED.sub(r"\1\1", form))
        return tuple(dict.fromkeys(other for other in squeezed if other != form))
    short = form.rstrip(form[-1:]) + form[-1:]
    return (short,) if short != form else ()
