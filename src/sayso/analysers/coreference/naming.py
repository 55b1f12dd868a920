"""Which names of a document mean the same person, organisation or place.

Deterministic rules over name strings, titles and brackets. They rather leave two names apart than merge two members of
one family, or a person with the place or company of that name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import (
    COUNTRY_ALIASES,
    FEMININE_NOUNS,
    FEMININE_TITLES,
    MASCULINE_NOUNS,
    MASCULINE_TITLES,
    NICKNAMES,
    ORG_SUFFIXES,
    TITLES,
)
from sayso.records import EntityLabel, Mention

__all__ = ["ROLE_SYNONYMS", "NameGroup", "Surface", "fullness", "group_names", "name_words"]

_WORD: Final = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|&")
_GENERATIONS: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SMALL: Final = frozenset("of the and for in on de la & at to a".split())
_PARTICLES: Final = frozenset("de la van von der den di da al el bin ibn du le del dos mac st".split())
# So many people of one surname or first name in one text are told apart.
_NAMESAKES: Final = 24
_KIN: Final = frozenset(
    "wife husband daughter son sister brother mother father widow ex-wife ex-husband niece nephew cousin"
    " stepdaughter".split()
)
# News names a person in full at first; so many bare surnames before that, beyond headline and caption, mean another.
_SURNAME_FIRST: Final = 2
ROLE_SYNONYMS: Final = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant",
    "col": "colonel",
    "prof": "professor", "dr": "doctor", "pres": "president", "sgt": "sergeant", "capt": "captain", "rev": "reverend",
    "justice": "judge", "congressman": "representative", "congresswoman": "representative",
    "gop": "republican", "democrat": "democratic",
}  # fmt: skip
# A label keeps mentions of its own beside the main one only with this share of the votes.
_SPLIT_SHARE: Final = 0.35


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name for comparison: case folded, without stops and possessive marks."""
    words = []
    for match in _WORD.finditer(text):
        word = match[0].casefold().replace("’", "'")
        if word.endswith("'s"):
            word = word[:-2]
        word = word.replace(".", "")
        if word:
            words.append(word)
    return tuple(words)


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
    """Names that mean one entity: `mentions` are indices; `gender` is feminine above and masculine below zero."""

    label: EntityLabel
    surfaces: list[Surface] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    gender: float = 0.0

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
class _Seen:
    index: int
    words: tuple[str, ...]
    prefix: tuple[str, ...]
    label: EntityLabel
    weight: float
    text: str
    gender: float
    generation: str
    in_body: bool


def group_names(view: View, mentions: Sequence[Mention], lexicon: Lexicon) -> list[NameGroup]:
    """Groups of the mentions of kind "name", in order of first mention."""
    seen = [_look(view, index, mention) for index, mention in enumerate(mentions) if mention.kind == "name"]
    surfaces = _surfaces([item for item in seen if item.words])
    by_index = {item.index: item for item in seen}
    people = _group_people(view, mentions, [s for s in surfaces if s.label == "PER"], by_index, lexicon)
    others = _group_others(view, mentions, [s for s in surfaces if s.label != "PER"])
    groups = [*people, *others]
    groups += [
        NameGroup(item.label, [Surface((), item.label, [item.index], item.text)], [item.index])
        for item in seen
        if not item.words
    ]
    for group in groups:
        group.mentions.sort()
    return sorted(groups, key=lambda group: group.mentions[0])


def _look(view: View, index: int, mention: Mention) -> _Seen:
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
    if len(words) > 1 and words[-1] in _GENERATIONS:
        generation, words = words[-1], words[:-1]
    gender = 0.0
    if label == "PER":
        gender = sum((word in FEMININE_TITLES) - (word in MASCULINE_TITLES) for word in prefix[-2:])
    if text.endswith(("'s", "’s")):
        text = text[:-2]
    return _Seen(
        index, words, prefix, label, weight, " ".join(text.split()), gender, generation, view.paragraph_of[first] > 0
    )


def _without_first_word(text: str) -> str:
    return re.sub(r"^\S+\s+", "", text)


def _surfaces(seen: Sequence[_Seen]) -> list[Surface]:
    """Mentions written alike, with their label settled by vote; a strong minority stays by itself."""
    alike: dict[tuple[str, ...], list[_Seen]] = defaultdict(list)
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


# People


def _group_people(
    view: View, mentions: Sequence[Mention], surfaces: list[Surface], seen: dict[int, _Seen], lexicon: Lexicon
) -> list[NameGroup]:
    people = _People(seen, lexicon)
    for surface in sorted((s for s in surfaces if len(s.words) > 1), key=lambda s: (-len(s.words), min(s.mentions))):
        people.place_full(surface)
    people.read_titles()
    for surface in surfaces:
        if len(surface.words) == 1:
            people.place_single(surface, view, mentions)
    people.read_titles()
    return people.groups


class _People:
    """Groups of personal names, found by last and first word."""

    def __init__(self, seen: dict[int, _Seen], lexicon: Lexicon) -> None:
        self.seen, self.lexicon = seen, lexicon
        self.groups: list[NameGroup] = []
        self.by_last: dict[str, list[NameGroup]] = defaultdict(list)
        self.by_first: dict[str, list[NameGroup]] = defaultdict(list)

    def place_full(self, surface: Surface) -> None:
        """A name of two words or more joins the person that it fits, or begins a new one."""
        first, last = surface.words[0], surface.words[-1]
        home = next((group for group in self.by_last[last] if _same_person(surface, group)), None)
        if home is None:
            home = next((group for group in self.by_first[first] if _extends(surface, group)), None)
        if home is None:
            home = NameGroup("PER")
            self.groups.append(home)
        home.surfaces.append(surface)
        home.mentions.extend(surface.mentions)
        lasts = [last, *last.split("-")] if "-" in last else [last]
        for word, table in (*((word, self.by_last) for word in lasts), (first, self.by_first)):
            _note(home, table[word], _NAMESAKES)

    def place_single(self, surface: Surface, view: View, mentions: Sequence[Mention]) -> None:
        """A bare surname or first name joins a person of that name, title by title where titles differ."""
        word = surface.words[0]
        candidates = self.by_last.get(word) or self._by_first_name(word) or self._without_particle(word)
        signs = {self.seen[index].gender > 0 for index in surface.mentions if self.seen[index].gender}
        common = 0.0 if len(signs) != 1 else 1.0 if signs.pop() else -1.0
        candidates = [group for group in candidates if not self._is_relative(group, surface)]
        full = {id(group): _full_mentions(group) for group in candidates}
        alone: dict[float, NameGroup] = {}
        for index in surface.mentions:
            gender = self.seen[index].gender or common
            home = self._shared_surname(view, mentions[index], word) or _choose(
                candidates, full, gender, self.seen[index], index
            )
            if home is None:
                home = alone.get(gender) or alone.get(0.0) or next(iter(alone.values()), None)
                if home is None or home.gender * gender < 0:
                    home = alone[gender] = NameGroup("PER", gender=gender)
                    self.groups.append(home)
            part = next((s for s in home.surfaces if s.words == surface.words), None)
            if part is None:
                part = Surface(surface.words, "PER", text=surface.text)
                home.surfaces.append(part)
            part.mentions.append(index)
            home.mentions.append(index)

    def _shared_surname(self, view: View, mention: Mention, word: str) -> NameGroup | None:
        """Who a first name before "and" means: in "Jon and Ada Lund", Jon Lund where the text has one."""
        _, last = view.tokens_of(mention.head)
        if last + 2 >= len(view.words) or view.lower[last + 1] not in ("and", "&"):
            return None
        number = view.name_at[last + 2]
        following = name_words(view.text[slice(*view.names[number].span)]) if number >= 0 else ()
        if len(following) < 2:
            return None
        for group in self.by_last.get(following[-1], ()):
            if any(_first_fits(surface.words[0], word) for surface in group.surfaces if len(surface.words) > 1):
                return group
        return None

    def _is_relative(self, group: NameGroup, surface: Surface) -> bool:
        """Whether a person who is named in full late is a relative of one whom the text calls by surname all along."""
        if surface.words[0] not in {s.words[-1] for s in group.surfaces}:
            return False
        full = _full_mentions(group)
        earlier = [index for index in surface.mentions if index < min(full)]
        if group.titles & _KIN and earlier:
            return True
        in_body = [index for index in earlier if self.seen[index].in_body]
        return len(in_body) >= _SURNAME_FIRST and len(full) * 2 <= len(surface.mentions)

    def _by_first_name(self, word: str) -> list[NameGroup]:
        found = list(self.by_first.get(word, ()))
        for other in sorted(NICKNAMES.get(word, ())):
            found.extend(group for group in self.by_first.get(other, ()) if group not in found)
        return found

    def _without_particle(self, word: str) -> list[NameGroup]:
        return self.by_last.get(word[3:], []) if word.startswith(("al-", "el-")) else []

    def read_titles(self) -> None:
        """Collect each person's titles, and the gender that titles and first name speak for."""
        for group in self.groups:
            group.titles = {ROLE_SYNONYMS.get(w, w) for index in group.mentions for w in self.seen[index].prefix}
            gender = 2.0 * sum(self.seen[index].gender for index in group.mentions)
            gender += sum((w in FEMININE_NOUNS) - (w in MASCULINE_NOUNS) for w in sorted(group.titles))
            longest = max((s.words for s in group.surfaces), key=len, default=())
            if longest and (len(longest) > 1 or not self.by_last.get(longest[0])):
                # A single name may as well be a surname.
                gender += self.lexicon.leaning(longest[0]) * (1.0 if len(longest) > 1 else 0.8)
            group.gender = gender


def _same_person(surface: Surface, group: NameGroup) -> bool:
    return all(_compatible(surface, other) for other in group.surfaces if len(other.words) > 1)


def _compatible(one: Surface, other: Surface) -> bool:
    """Two full names with one surname: same or shortened first name, no other conflict."""
    if one.generation != other.generation and one.generation and other.generation:
        return False
    firsts, others = one.words[:-1], other.words[:-1]
    if _first_fits(firsts[0], others[0]):
        middles = [w for w in firsts[1:] if w not in _PARTICLES], [w for w in others[1:] if w not in _PARTICLES]
        return not (middles[0] and middles[1]) or _first_fits(middles[0][0], middles[1][0])
    return len(firsts) != len(others) and (firsts[0] in others or others[0] in firsts)


def _first_fits(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return other in NICKNAMES.get(one, ()) or (
        min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))
    )


def _extends(surface: Surface, group: NameGroup) -> bool:
    """Whether one name is the beginning of the other ("Maria Garcia", "Maria Garcia Lopez")."""
    for other in group.surfaces:
        short, long = sorted((surface.words, other.words), key=len)
        if len(short) > 1 and len(short) < len(long) and long[: len(short)] == short:
            return True
    return False


def _note(group: NameGroup, groups: list[NameGroup], most: int) -> None:
    """Enter a group in a list of bounded length, once."""
    if len(groups) < most and group not in groups:
        groups.append(group)


def _full_mentions(group: NameGroup) -> list[int]:
    """Mentions by a name of two words or more, in order."""
    return sorted(index for surface in group.surfaces if len(surface.words) > 1 for index in surface.mentions)


def _choose(
    candidates: Sequence[NameGroup], full: Mapping[int, Sequence[int]], gender: float, item: _Seen, index: int
) -> NameGroup | None:
    """The person a bare surname or first name means: agreeing titles first, then who is named most, then nearest."""
    fitting = [group for group in candidates if gender * group.gender > -0.5]
    if len(fitting) < 2:
        return fitting[0] if fitting else None

    def rank(group: NameGroup) -> tuple[int, int, int]:
        named = full[id(group)]
        before = bisect_left(named, index)
        shared = len(set(item.prefix) & group.titles)
        return shared, len(named), named[before - 1] if before else -1

    return max(fitting, key=rank)


# Organisations, places and the rest


def _group_others(view: View, mentions: Sequence[Mention], surfaces: list[Surface]) -> list[NameGroup]:
    groups: list[NameGroup] = []
    by_key: dict[tuple[str, ...], NameGroup] = {}
    by_initials: dict[str, list[NameGroup]] = defaultdict(list)
    by_edge: dict[tuple[str, ...], list[NameGroup]] = defaultdict(list)
    long_forms = _bracketed(view, mentions, surfaces)
    placed: dict[int, NameGroup] = {}
    for surface in sorted(surfaces, key=lambda s: (-len(s.words), min(s.mentions))):
        key = _key(surface.words)
        home = by_key.get(key)
        if home is None and id(surface) in long_forms:
            home = placed.get(long_forms[id(surface)])
        if home is None and surface.acronym_like:
            home = _only(by_initials.get(surface.words[0], ()))
        if home is None and surface.label == "ORG":
            home = _only(group for group in by_edge.get(key, ()) if group.label == "ORG")
        if home is None:
            home = NameGroup(surface.label)
            groups.append(home)
        home.surfaces.append(surface)
        home.mentions.extend(surface.mentions)
        placed[id(surface)] = home
        by_key.setdefault(key, home)
        if len(surface.words) > 1:
            for initials in sorted(_initials(surface.words)):
                _note(home, by_initials[initials], 2)
        if surface.label == "ORG" and len(key) > 1:
            for edge in sorted({key[:1], key[-1:], key[:-1], key[1:]}):
                _note(home, by_edge[edge], 2)
    for group in groups:
        votes: dict[EntityLabel, int] = defaultdict(int)
        for surface in group.surfaces:
            votes[surface.label] += len(surface.mentions)
        group.label = max(votes, key=lambda label: (votes[label], label))
    return groups


def _bracketed(view: View, mentions: Sequence[Mention], surfaces: Iterable[Surface]) -> dict[int, int]:
    """Acronyms in brackets after the name they stand for: id of the short surface → id of the long one."""
    ending: dict[int, Surface] = {}
    shorts: list[tuple[int, Surface]] = []
    for surface in surfaces:
        for index in surface.mentions:
            first, last = view.tokens_of(mentions[index].head)
            ending[last] = surface
            if len(surface.words) == 1 and first > 1 and view.words[first - 1] == "(":
                shorts.append((first - 2, surface))
    found: dict[int, int] = {}
    for before, short in shorts:
        long = ending.get(before)
        if long is None or len(long.words) < 2:
            continue
        if short.words[0][:1] == next((word for word in long.words if word != "the"), "")[:1]:
            found.setdefault(id(short), id(long))
    return found


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(word for word in words if word != "the") or words
    while len(kept) > 1 and kept[-1] in ORG_SUFFIXES:
        kept = kept[:-1]
    alias = COUNTRY_ALIASES.get(" ".join(kept))
    return tuple(alias.split()) if alias else kept


def _initials(words: tuple[str, ...]) -> set[str]:
    return {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL)}


def _only(groups: Iterable[NameGroup]) -> NameGroup | None:
    found = list(groups)
    return found[0] if len(found) == 1 else None
