"""Which personal names of a document mean the same person."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.surfaces import (
    KIN,
    NameGroup,
    Seen,
    Surface,
    name_words,
    note,
    role_of,
    shared_surname,
)
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import FEMININE_NOUNS, MASCULINE_NOUNS, NICKNAMES
from sayso.records import Mention

__all__ = ["group_people"]

_PARTICLES: Final = frozenset("de la van von der den di da al el bin ibn du le del dos mac st".split())
# So many people of one surname or first name in one text are told apart.
_NAMESAKES: Final = 24
# So many initials stand for a person's whole name, as in "JFK".
_INITIALS: Final = 3
# News names a person in full at first; so many bare surnames before that, beyond headline and caption, mean another.
_SURNAME_FIRST: Final = 2


def group_people(
    view: View, mentions: Sequence[Mention], surfaces: list[Surface], seen: dict[int, Seen], lexicon: Lexicon
) -> list[NameGroup]:
    """Groups of personal names: full names first, then bare surnames and first names."""
    people = _People(seen, lexicon)
    for surface in sorted((s for s in surfaces if len(s.words) > 1), key=lambda s: (-len(s.words), min(s.mentions))):
        people.place_full(surface)
    people.read_titles()
    singles = [surface for surface in surfaces if len(surface.words) == 1]
    singles.sort(key=lambda surface: all(shared_surname(view, mentions[index]) is None for index in surface.mentions))
    people.read_first_names(singles, view, mentions)
    for surface in singles:
        people.place_single(surface, view, mentions)
    people.read_titles()
    return people.groups


class _People:
    """Groups of personal names, found by last and first word."""

    def __init__(self, seen: dict[int, Seen], lexicon: Lexicon) -> None:
        self.seen, self.lexicon = seen, lexicon
        self.groups: list[NameGroup] = []
        self.by_last: dict[str, list[NameGroup]] = defaultdict(list)
        self.by_first: dict[str, list[NameGroup]] = defaultdict(list)
        self.by_initials: dict[str, list[NameGroup]] = defaultdict(list)

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
        if "and" in surface.words:  # "Jon and Ada Lund" are two
            return
        lasts = [last, *last.split("-")] if "-" in last else [last]
        for word, table in (*((word, self.by_last) for word in lasts), (first, self.by_first)):
            note(home, table[word], _NAMESAKES)
        initials = "".join(part[0] for word in surface.words for part in word.split("-") if part)
        if len(initials) >= _INITIALS:
            note(home, self.by_initials[initials], _NAMESAKES)

    def read_first_names(self, singles: Iterable[Surface], view: View, mentions: Sequence[Mention]) -> None:
        """Note whom the narration calls by a first name that nobody else in the text has as first name or surname."""
        for surface in singles:
            word = surface.words[0]
            bearers = self.by_first.get(word, ())
            if len(bearers) == 1 and not self.by_last.get(word):
                places = (view.tokens_of(mentions[index].head)[0] for index in surface.mentions)
                if any(view.spoken_by(place) < 0 for place in places):
                    bearers[0].called = word

    def place_single(self, surface: Surface, view: View, mentions: Sequence[Mention]) -> None:
        """A bare surname or first name joins a person of that name, title by title where titles differ."""
        word = surface.words[0]
        candidates = self.by_last.get(word) or self._by_first_name(word) or self._without_particle(word)
        if not candidates and surface.acronym_like:
            candidates = self.by_initials.get(word, [])
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
        """Who a first name before "and" means: in "Jon and Ada Lund", Jon Lund, whom the text may name nowhere else."""
        surname = shared_surname(view, mention)
        if surname is None:
            return None
        last = name_words(surname)[-1]
        for group in self.by_last.get(last, ()):
            if any(_first_fits(surface.words[0], word) for surface in group.surfaces if len(surface.words) > 1):
                return group
        if word in self.by_last or word in self.by_first or not self.lexicon.leaning(word):
            return None
        group = NameGroup("PER", gender=self.lexicon.leaning(word))
        self.groups.append(group)
        note(group, self.by_last[last], _NAMESAKES)
        note(group, self.by_first[word], _NAMESAKES)
        return group

    def _is_relative(self, group: NameGroup, surface: Surface) -> bool:
        """Whether a person who is named in full late is a relative of one whom the text calls by surname all along."""
        if surface.words[0] not in {s.words[-1] for s in group.surfaces}:
            return False
        full = _full_mentions(group)
        earlier = [index for index in surface.mentions if index < min(full)]
        if group.titles & KIN and earlier:
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
            group.titles = {role_of(w) for index in group.mentions for w in self.seen[index].prefix}
            gender = 2.0 * sum(self.seen[index].gender for index in group.mentions)
            gender += sum((w in FEMININE_NOUNS) - (w in MASCULINE_NOUNS) for w in sorted(group.titles))
            longest = max((s.words for s in group.surfaces), key=len, default=())
            if longest and (len(longest) > 1 or not self.by_last.get(longest[0])):
                # A single name may as well be a surname.
                gender += self.lexicon.leaning(longest[0]) * (1.0 if len(longest) > 1 else 0.8)
            group.gender = gender


def _same_person(surface: Surface, group: NameGroup) -> bool:
    """Whether a full name fits a person's others: an initial any of them, a first name all that are written out."""
    others = [other for other in group.surfaces if len(other.words) > 1]
    if len(surface.words[0]) == 1:
        return any(_compatible(surface, other) for other in others)
    written_out = [other for other in others if len(other.words[0]) > 1]
    return all(_compatible(surface, other) for other in written_out or others)


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


def _full_mentions(group: NameGroup) -> list[int]:
    """Mentions by a name of two words or more, in order."""
    return sorted(index for surface in group.surfaces if len(surface.words) > 1 for index in surface.mentions)


def _choose(
    candidates: Sequence[NameGroup], full: Mapping[int, Sequence[int]], gender: float, item: Seen, index: int
) -> NameGroup | None:
    """The person a bare surname or first name means: agreeing titles first, then who is named most, then nearest."""
    fitting = [group for group in candidates if gender * group.gender > -0.5]
    if len(fitting) < 2:
        return fitting[0] if fitting else None

    word = item.words[0]

    def rank(group: NameGroup) -> tuple[int, bool, int, int]:
        named = full[id(group)]
        before = bisect_left(named, index)
        shared = len(set(item.prefix) & group.titles)
        # Whom the text calls by the first name it does not call by the surname as well.
        by_other_word = group.called is not None and group.called != word
        return shared, not by_other_word, len(named), named[before - 1] if before else -1

    return max(fitting, key=rank)
