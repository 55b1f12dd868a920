"""Names as they are written: their words, titles and labels, before it is asked whom they mean."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import COUNTRY_ALIASES, ORG_SUFFIXES
from sayso.analysers.names import DOUBTFUL
from sayso.analysers.titles import FEMININE_TITLES, MASCULINE_TITLES, TITLES
from sayso.records import EntityLabel, Mention

__all__ = [
    "GENERATIONS", "KIN", "NameGroup", "Seen", "Surface", "fullness", "look", "name_key", "name_words", "note",
    "role_of", "shared_surname", "surfaces_of", "with_whole_owner",
]  # fmt: skip

_WORD: Final = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|&")
GENERATIONS: Final = frozenset(("jr", "sr", "i", "ii", "iii", "iv", "vi", "vii", "viii", "ix"))
KIN: Final = frozenset(
    "wife husband daughter son sister brother mother father widow ex-wife ex-husband niece nephew cousin"
    " stepdaughter".split()
)
_ROLE_SYNONYMS: Final = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant",
    "col": "colonel",
    "prof": "professor", "dr": "doctor", "pres": "president", "sgt": "sergeant", "capt": "captain", "rev": "reverend",
    "justice": "judge", "congressman": "representative", "congresswoman": "representative",
}  # fmt: skip
# Short for a country or a body before the name of a part of it: "U.S. Congress".
_OWNERS: Final = frozenset(("eu", "uk", "un", "us"))
# A label keeps mentions of its own beside the main one only with this share of the votes.
_SPLIT_SHARE: Final = 0.35


def role_of(word: str) -> str:
    """The word by which a role is compared: "sen" is senator, an ex-wife is a wife to those who name her."""
    word = word.removeprefix("ex-")
    return _ROLE_SYNONYMS.get(word, word)


def shared_surname(view: View, mention: Mention) -> str | None:
    """The surname that a first name shares with the name after "and": Lund for the first of "Jon and Ada Lund"."""
    first, last = view.tokens_of(mention.head)
    if first != last or last + 2 >= len(view.words) or view.lower[last + 1] not in ("and", "&"):
        return None
    number = view.name_at[last + 2]
    if number < 0 or view.names[number].label != "PER":
        return None
    following = view.text[slice(*view.names[number].span)].split()
    return following[-1] if len(following) > 1 and name_words(following[-1]) else None


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name for comparison: case folded, without stops and possessive marks."""
    words = []
    if not text.isascii():
        text = _without_accents(text)
    for match in _WORD.finditer(text):
        word = match[0].casefold().replace("’", "'")
        if word.endswith("'s"):
            word = word[:-2]
        word = word.replace(".", "")
        if word:
            words.append(word)
    return tuple(words)


def name_key(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words by which names that are no person's are compared: without articles and legal forms."""
    kept = tuple(word for word in words if word != "the") or words
    while len(kept) > 1 and kept[-1] in ORG_SUFFIXES:
        kept = kept[:-1]
    alias = COUNTRY_ALIASES.get(" ".join(kept))
    return tuple(alias.split()) if alias else kept


def with_whole_owner(key: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a part's name with the country or body before it in full: "United States Congress" for "US"."""
    return (*COUNTRY_ALIASES[key[0]].split(), *key[1:]) if len(key) > 1 and key[0] in _OWNERS else key


def _without_accents(text: str) -> str:
    """The letters alone: a text that writes Évariste may write Evariste too."""
    parts = (unicodedata.normalize("NFD", letter) for letter in text)  # letter by letter, to take linear time
    return "".join(c for part in parts for c in part if not unicodedata.combining(c))


@dataclass(slots=True, eq=False)
class Surface:
    """One way of writing a name, with all mentions written so."""

    words: tuple[str, ...]
    label: EntityLabel
    mentions: list[int] = field(default_factory=list)
    text: str = ""
    generation: str = ""
    acronym_like: bool = False


@dataclass(slots=True, eq=False)
class NameGroup:
    """Names that mean one entity: `mentions` are indices; `gender` is feminine above and masculine below zero.

    `called`: the first name by which alone the text calls a person.
    """

    label: EntityLabel
    surfaces: list[Surface] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    gender: float = 0.0
    called: str | None = None

    @property
    def fullest(self) -> Surface:
        """The surface to name the entity by."""
        return max(self.surfaces, key=fullness)


def fullness(surface: Surface) -> tuple[int, int, int, int]:
    """Which surface to name an entity by: most words, not shouted, most frequent, earliest."""
    text = surface.text
    shouted = text.isupper() and len(text) > 4 and not surface.acronym_like
    words = sum(1 for word in surface.words if word not in ("the",))
    return (
        min(words, 5 if surface.label == "PER" else 8),
        -int(shouted),
        len(surface.mentions),
        -min(surface.mentions),
    )


@dataclass(slots=True)
class Seen:
    """One mention by name: its words, those before them, its label with how sure that is, and where it stands."""

    index: int
    words: tuple[str, ...]
    prefix: tuple[str, ...]
    label: EntityLabel
    weight: float
    text: str
    gender: float
    generation: str
    in_body: bool


def look(view: View, index: int, mention: Mention) -> Seen:
    """Read a mention by name."""
    text = view.text[mention.head.start : mention.head.end]
    words = name_words(text)
    first, _ = view.tokens_of(mention.head)
    number = view.name_at[first] if first < len(view.name_at) else -1
    label: EntityLabel = view.names[number].label if number >= 0 else "MISC"
    weight = view.names[number].confidence if number >= 0 else 0.5
    prefix = name_words(view.text[mention.span.start : mention.head.start])
    # A title without its name ("the President") is kept whole.
    if label == "PER":
        while len(words) > 1 and words[0] in TITLES:
            prefix, words = (*prefix, words[0]), words[1:]
            text = _without_first_word(text)
    elif len(words) > 1 and words[0] == "the":
        words, text = words[1:], _without_first_word(text)
    generation = ""
    if len(words) > 1 and words[-1] in GENERATIONS:
        generation, words = words[-1], words[:-1]
    gender = 0.0
    if label == "PER":
        gender = sum((word in FEMININE_TITLES) - (word in MASCULINE_TITLES) for word in prefix[-2:])
    if text.endswith(("'s", "’s")):
        text = text[:-2]
    return Seen(
        index, words, prefix, label, weight, " ".join(text.split()), gender, generation, view.paragraph_of[first] > 0
    )


def _without_first_word(text: str) -> str:
    return re.sub(r"^\S+\s+", "", text)


def surfaces_of(seen: Sequence[Seen]) -> list[Surface]:
    """Mentions written alike, with their label settled by vote; a strong minority stays by itself."""
    alike: dict[tuple[str, ...], list[Seen]] = defaultdict(list)
    for item in seen:
        alike[item.words].append(item)
    last_names = {item.words[-1] for item in seen if item.label == "PER" and len(item.words) > 1}
    surfaces: list[Surface] = []
    for words, items in alike.items():
        votes: dict[EntityLabel, float] = defaultdict(float)
        for item in items:
            votes[item.label] += item.weight
        total = sum(votes.values())
        favoured = words[-1] in last_names
        main = max(votes, key=lambda label: (votes[label] * (1.5 if favoured and label == "PER" else 1.0), label))
        if favoured and len(words) == 1 and total < DOUBTFUL * len(items):
            main = "PER"
        kept = {
            label
            for label in votes
            if votes[label] / total >= _SPLIT_SHARE and label == "PER" and len(words) == 1 and favoured
        }
        made: dict[tuple[EntityLabel, str], Surface] = {}
        for item in items:
            label = item.label if item.label in kept else main
            key = label, item.generation
            if key not in made:
                made[key] = Surface(words, label, generation=item.generation, text=item.text)
                made[key].acronym_like = (
                    len(words) == 1 and item.text.replace(".", "").isupper() and 2 <= len(words[0]) <= 7
                )
            made[key].mentions.append(item.index)
            if made[key].text.isupper() and not item.text.isupper():
                made[key].text = item.text
        surfaces.extend(made.values())
    return surfaces


def note(group: NameGroup, groups: list[NameGroup], most: int) -> None:
    """Enter a group in a list of bounded length, once."""
    if len(groups) < most and group not in groups:
        groups.append(group)
