"""WordPiece: words into the pieces that an uncased BERT-style encoder knows, longest match first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["MAX_PIECES", "WordPiece"]

# A label is read off a token's first piece, so the tail of a monstrous token is of no use; it must not cost either.
MAX_PIECES: Final = 12
_LONGEST_WORD: Final = 64
_CACHED_WORDS: Final = 200_000
_CLEAN: Final = {ord("\u2028"): " ", ord("\u2029"): " "}


class WordPiece:
    """The pieces of words, with a cache of the words seen.

    Args:
        vocabulary: the pieces in the order of their ids; a piece that continues a word begins with "##". It holds
            "[UNK]", "[CLS]" and "[SEP]".

    Source: Wu et al. 2016; the normalisation is that of BERT's uncased models (Devlin et al. 2019).
    """

    __slots__ = ("_cache", "_ids", "cls", "sep", "unknown")

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._cache: dict[str, tuple[int, ...]] = {}
        self.unknown, self.cls, self.sep = (self._ids[name] for name in ("[UNK]", "[CLS]", "[SEP]"))

    def __call__(self, word: str) -> tuple[int, ...]:
        """The ids of a word's pieces, at least one and at most `MAX_PIECES`."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            found = self._cache[word] = self._pieces(word)
        return found

    def _pieces(self, word: str) -> tuple[int, ...]:
        ids: list[int] = []
        for part in _parts(word[: 4 * _LONGEST_WORD]):
            ids += self._longest_matches(part)
            if len(ids) >= MAX_PIECES:
                break
        return tuple(ids[:MAX_PIECES]) or (self.unknown,)

    def _longest_matches(self, part: str) -> list[int]:
        if len(part) > _LONGEST_WORD:
            return [self.unknown]
        ids: list[int] = []
        start = 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                found = self._ids.get(prefix + part[start:end])
                if found is not None:
                    ids.append(found)
                    start = end
                    break
            else:
                return [self.unknown]
        return ids


def _parts(word: str) -> list[str]:
    """Lower-cased, without accents and control characters, parted at every punctuation mark and ideograph."""
    parts: list[str] = []
    open_part = False
    for char in unicodedata.normalize("NFD", word.translate(_CLEAN).lower()):
        category = unicodedata.category(char)
        if category == "Mn":
            continue
        if category[0] in "CZ":
            open_part = False
        elif category[0] == "P" or char in "$+<=>^`|~" or "\u3400" <= char <= "\u9fff":
            parts.append(char)
            open_part = False
        elif open_part:
            parts[-1] += char
        else:
            parts.append(char)
            open_part = True
    return parts
