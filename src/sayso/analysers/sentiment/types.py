"""The table of word types: what is known of a word wherever it stands, looked up once and then read by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntFlag
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment import cues
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.words import WORD, normal_form

__all__ = ["Flag", "TypeTable"]

# Rare words and names share one description: what is learnt of one name must not be held against its bearers.
_UNKNOWN: Final = "\0unknown"
_NUMBER: Final = "\0number"
MAX_SURFACES: Final = 200_000  # the table is emptied beyond this, so that hostile input cannot fill the memory


class Flag(IntFlag):
    """What a word does to others."""

    WORD = 1
    LONG = 2
    TITLE = 4
    UPPER = 8
    STOP = 16
    CLOSER = 32
    OPENS = 64
    CLAUSE = 128
    COMMA = 256
    BUT = 512
    CONCEDES = 1024
    CONDITIONAL = 2048
    QUESTION = 4096
    EXCLAIM = 8192
    REDUCES = 16384
    FALLS = 32768
    HARM = 65536
    GOOD = 131072
    NAMELIKE = 262144
    SPEAKS = 524288
    ANCHOR = 1048576
    VOID = 2097152
    CHATTY = 4194304
    MARK = 8388608
    DIGIT = 16777216
    PRONOUN = 33554432
    TAKES_OVER = 67108864
    FUNCTION = 134217728


_MARKS: Final[dict[str, Flag]] = {
    ".": Flag.STOP,
    "…": Flag.STOP,
    ",": Flag.CLAUSE | Flag.COMMA,
    ";": Flag.CLAUSE | Flag.COMMA,
    ":": Flag.CLAUSE | Flag.OPENS,
    "—": Flag.CLAUSE | Flag.COMMA | Flag.OPENS,
    "–": Flag.CLAUSE | Flag.COMMA | Flag.OPENS,
    "(": Flag.CLAUSE | Flag.OPENS,
    "[": Flag.CLAUSE | Flag.OPENS,
    ")": Flag.CLAUSE | Flag.CLOSER,
    "]": Flag.CLAUSE | Flag.CLOSER,
    '"': Flag.MARK | Flag.OPENS | Flag.CLOSER,
    "“": Flag.MARK | Flag.OPENS,
    "„": Flag.MARK | Flag.OPENS,
    "«": Flag.MARK | Flag.OPENS,
    "‘": Flag.OPENS,
    "'": Flag.OPENS | Flag.CLOSER,
    "”": Flag.MARK | Flag.CLOSER,
    "»": Flag.MARK | Flag.CLOSER,
    "’": Flag.CLOSER,
}
_CLASSES: Final[tuple[tuple[frozenset[str] | Mapping[str, float], Flag], ...]] = (
    (cues.BUTS, Flag.BUT),
    (cues.CONCESSIVES, Flag.CONCEDES | Flag.CLAUSE),
    (cues.CONDITIONALS, Flag.CONDITIONAL),
    (cues.CLAUSE_OPENERS, Flag.CLAUSE),
    (cues.REDUCERS, Flag.REDUCES),
    (cues.FALLS, Flag.FALLS),
    (cues.HARMS, Flag.HARM),
    (cues.GOODS, Flag.GOOD),
    (cues.NAME_FORMS, Flag.NAMELIKE),
    (cues.SPEECH_VERBS, Flag.SPEAKS),
    (cues.PRONOUNS, Flag.PRONOUN),
    (cues.FUNCTION_WORDS | cues.PRONOUNS, Flag.FUNCTION),
    (frozenset({"no", "nor", "neither"}), Flag.TAKES_OVER),
)


class TypeTable:
    """Every surface form met so far, as rows of arrays that only grow.

    Args:
        lexicon: the weights; phrases in it are found too.
        intensity: word → how much it adds to the size of a tone.
        subjectivity: word → log-odds by which it speaks for opinion.
        vectors: word → its row in the target model's vectors.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        intensity: Mapping[str, float] | None = None,
        subjectivity: Mapping[str, float] | None = None,
        vectors: Mapping[str, int] | None = None,
    ) -> None:
        self.lexicon = lexicon
        self._intensity = intensity or {}
        self._subjectivity = subjectivity or {}
        self._vectors = vectors or {}
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[str, int] = {}
        self.form_ids: dict[str, int] = {}
        self._lines: dict[int, str] = {}
        self._size = 0
        self.names: list[str] = []
        self.forms: NDArray[np.int32] = np.zeros(1024, np.int32)
        self.weights: NDArray[np.float32] = np.zeros(1024, np.float32)
        self.flags: NDArray[np.int32] = np.zeros(1024, np.int32)
        self.reaches: NDArray[np.int32] = np.zeros(1024, np.int32)
        self.boosts: NDArray[np.float32] = np.zeros(1024, np.float32)
        self.intensity: NDArray[np.float32] = np.zeros(1024, np.float32)
        self.subjectivity: NDArray[np.float32] = np.zeros(1024, np.float32)
        self.hashes: NDArray[np.uint64] = np.zeros(1024, np.uint64)
        self.vector_rows: NDArray[np.int32] = np.zeros(1024, np.int32)
        self._phrases: dict[int, list[tuple[int, tuple[int, ...], int]]] = {}
        self._add_phrases()

    def _add_phrases(self) -> None:
        phrases = {**cues.PHRASES, **dict(self.lexicon.phrases())}
        split = {phrase: tuple(normal_form(match[0]) for match in WORD.finditer(phrase)) for phrase in phrases}
        frequency: dict[str, int] = {}
        for words in split.values():
            for word in words:
                frequency[word] = frequency.get(word, 0) + 1
        common = (
            cues.CONDITIONALS
            | cues.NEGATORS.keys()
            | {"a", "the", "of", "in", "on", "to", "and", "at", "that", "as", "for"}
        )
        self._anchors = set()
        for phrase, words in split.items():
            anchor = min(range(len(words)), key=lambda i: (words[i] in common, frequency[words[i]], i))
            self._anchors.add(words[anchor])
            row = self._new_row(phrase, self.form_id(phrase), phrases[phrase], Flag.WORD)
            ids = tuple(self.form_id(word) for word in words)
            self._phrases.setdefault(ids[anchor], []).append((anchor, ids, row))
        for options in self._phrases.values():
            options.sort(key=lambda option: -len(option[1]))

    def read(
        self, texts: Sequence[str], *, places: bool = False
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Types, places and row starts of the words of texts; see `Batch`. Places are empty unless asked for."""
        if len(self._rows) > MAX_SURFACES:
            self._clear()
        rows, types = [0], []
        known, add = self._rows, self._add
        spans: list[tuple[int, int]] = []
        for text in texts:
            if places:
                matches = list(WORD.finditer(text))
                words = [match[0] for match in matches]
                spans += [match.span() for match in matches]
            else:
                words = WORD.findall(text)
            try:
                types += [known[word] for word in words]
            except KeyError:
                types += [known[word] if word in known else add(word) for word in words]
            rows.append(len(types))
        return np.array(types, np.int32), np.array(spans, np.int32).reshape(-1, 2), np.array(rows, np.int32)

    def plain_line(self, row: int) -> str:
        """The word and its weight, for evidence."""
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = f"{self.names[row]} {float(self.weights[row]):+.1f}"
        return line

    def phrase_at(self, forms: list[int], at: int, low: int, high: int) -> tuple[int, int, int] | None:
        """The longest phrase whose anchor stands at `at`, within low..high: begin, end and the phrase's row."""
        for anchor, ids, row in self._phrases.get(forms[at], ()):
            begin = at - anchor
            end = begin + len(ids)
            if begin >= low and end <= high and all(forms[begin + i] == form for i, form in enumerate(ids)):
                return begin, end, row
        return None

    def _add(self, surface: str) -> int:
        form = normal_form(surface)
        row = self._new_row(surface, self.form_id(form), *self._facts(surface, form))
        self._rows[surface] = row
        return row

    def _facts(self, surface: str, form: str) -> tuple[float, Flag]:
        if surface[0] in ".!?…" or surface.isspace():
            return self.lexicon.weight_of(surface), _stop_flags(surface)
        if surface in _MARKS:
            return 0.0, _MARKS[surface]
        flags = Flag(0)
        if (
            form in cues.CHAT_FORMS
            or surface == "i"
            or surface[0] in "#@"
            or (not surface[0].isalnum() and len(surface) > 1)
        ):
            flags |= Flag.CHATTY
        if any(map(str.isalpha, surface)) and surface[0] not in "#@:;=":
            flags |= Flag.WORD
            flags |= Flag.LONG if len(surface) > 3 else Flag(0)
            flags |= Flag.UPPER if surface.isupper() and len(surface) > 2 else Flag(0)
            flags |= Flag.TITLE if surface[0].isupper() and not surface.isupper() else Flag(0)
        flags |= Flag.DIGIT if surface[0].isdigit() else Flag(0)
        for members, flag in _CLASSES:
            flags |= flag if form in members else Flag(0)
        flags |= Flag.ANCHOR if form in self._anchors else Flag(0)
        return self._weight(form), flags

    def _weight(self, form: str) -> float:
        if form in self.lexicon or "-" not in form:
            return self.lexicon.weight_of(form)
        parts = form.split("-")
        weight = sum(map(self.lexicon.weight_of, parts))
        return -0.5 * weight if parts[0] in ("non", "anti", "un", "counter") else weight

    def form_id(self, form: str) -> int:
        """The number of a normal form; surfaces of one form share it."""
        return self.form_ids.setdefault(form, len(self.form_ids))

    def _new_row(self, surface: str, form_id: int, weight: float, flags: Flag) -> int:
        row = self._size
        if row == len(self.forms):
            for name in (
                "forms",
                "weights",
                "flags",
                "reaches",
                "boosts",
                "intensity",
                "subjectivity",
                "hashes",
                "vector_rows",
            ):
                array = getattr(self, name)
                setattr(self, name, np.concatenate([array, np.zeros_like(array)]))
        form = normal_form(surface)
        self.names.append(surface)
        self.forms[row], self.weights[row], self.flags[row] = form_id, weight, int(flags)
        plain = form.replace("'", "")
        self.reaches[row] = 8 if form.endswith("n't") else cues.NEGATORS.get(plain, cues.VERBAL_NEGATORS.get(form, 0))
        self.boosts[row] = cues.BOOSTS.get(form, 0.0)
        self.intensity[row] = self._intensity.get(form, 0.0)
        self.subjectivity[row] = self._subjectivity.get(form, 0.0)
        self.vector_rows[row] = self._vectors.get(form, -1)
        self.hashes[row] = stable_hash(form if form in self._vectors or not flags & Flag.WORD else _UNKNOWN)
        self._size = row + 1
        return row


def stable_hash(form: str) -> int:
    """A 64-bit number for a word form, the same on every machine and in every run."""
    return int.from_bytes(
        blake2b(_NUMBER.encode() if form[:1].isdigit() else form.encode(), digest_size=8).digest(), "little"
    )


def _stop_flags(surface: str) -> Flag:
    flags = Flag.STOP
    if "?" in surface:
        flags |= Flag.QUESTION
    if "!" in surface:
        flags |= Flag.EXCLAIM | Flag.CHATTY
    return flags
