"""Which names of organisations, places and other things in a document mean the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sayso.analysers.coreference.places import is_wider
from sayso.analysers.coreference.surfaces import NameGroup, Surface, name_key, note, with_whole_owner
from sayso.analysers.coreference.view import View
from sayso.records import EntityLabel, Mention

__all__ = ["group_others"]

_SMALL: Final = frozenset("of the and for in on de la & at to a".split())
# What follows a body's short name in its whole one: "the Foundation for the Arts".
_COMPLEMENTS: Final = frozenset(("of", "for", "in", "at"))
_DEFINITE: Final = frozenset(("the", "this", "that"))
# So many names that begin or end alike are told apart.
_NAMESAKES: Final = 8
# Named so many times as often as any other, it is what a short form means that fits several.
_FOREMOST: Final = 3

_Key = tuple[str, ...]


def group_others(view: View, mentions: Sequence[Mention], surfaces: list[Surface]) -> list[NameGroup]:
    """Groups of names that are no person's, longest names first: acronyms, suffixes, countries, short forms."""
    others = _Others(view, mentions, _bracketed(view, mentions, surfaces))
    for surface in sorted(surfaces, key=lambda s: (-len(s.words), min(s.mentions))):
        others.place(surface)
    for group in others.groups:
        votes: dict[EntityLabel, int] = defaultdict(int)
        for surface in group.surfaces:
            votes[surface.label] += len(surface.mentions)
        group.label = max(votes, key=lambda label: (votes[label], label))
    return others.groups


class _Others:
    """Groups of names, found by all their words, by initials and by the ends that a text may shorten them to."""

    def __init__(self, view: View, mentions: Sequence[Mention], long_forms: dict[int, int]) -> None:
        self.groups: list[NameGroup] = []
        self._view, self._mentions = view, mentions
        self._long_forms = long_forms
        self._placed: dict[int, NameGroup] = {}
        self._by_key: dict[_Key, NameGroup] = {}
        self._by_initials: dict[str, list[NameGroup]] = defaultdict(list)
        self._by_start: dict[_Key, list[NameGroup]] = defaultdict(list)
        self._by_end: dict[_Key, list[NameGroup]] = defaultdict(list)

    def place(self, surface: Surface) -> None:
        """A name joins the group that it fits, or begins a new one; whole names come before their short forms."""
        key = name_key(surface.words)
        keys = key, with_whole_owner(key)
        same = [self._by_key[known] for known in keys if known in self._by_key]
        home = same[0] if same else self._long_form(surface, key)
        if home is None:
            home = NameGroup(surface.label)
            self.groups.append(home)
        home.surfaces.append(surface)
        home.mentions.extend(surface.mentions)
        self._placed[id(surface)] = home
        for known in keys:
            self._by_key.setdefault(known, home)
        if len(surface.words) > 1:
            for initials in sorted(_initials(surface.words)):
                note(home, self._by_initials[initials], 2)
        for short in sorted(_starts(key, surface.label)):
            note(home, self._by_start[short], _NAMESAKES)
        for short in sorted(_ends(key, surface.label)):
            note(home, self._by_end[short], _NAMESAKES)

    def _long_form(self, surface: Surface, key: _Key) -> NameGroup | None:
        """The group of the name that this one is short for."""
        home = self._placed.get(self._long_forms.get(id(surface), 0))
        if home is None and surface.acronym_like and key == surface.words:  # the US is not the U.S. Senate
            home = _only(self._by_initials.get(surface.words[0], ()))
        # "The Congress" ends the name that it stands for; a name that it begins is the second choice.
        for table in (self._by_end, self._by_start):
            if home is None and (surface.label != "MISC" or self._is_definite(surface)):
                home = _foremost(group for group in table.get(key, ()) if group.label == surface.label)
        return home

    def _is_definite(self, surface: Surface) -> bool:
        """Whether the text always says "the Act": "Americans" are no short form of African Americans."""
        for mention in (self._mentions[index] for index in surface.mentions):
            first, last = self._view.tokens_of(mention.span)
            _, head = self._view.tokens_of(mention.head)
            if self._view.lower[first] not in _DEFINITE or last > head + 1:
                return False
        return True


def _starts(key: _Key, label: EntityLabel) -> set[_Key]:
    """Beginnings of a name that may stand for it: "River Guard" for the River Guard of Kent; whose it is may not."""
    end = next((end for end in range(2, len(key)) if key[end] in _COMPLEMENTS), 0)
    found = {key[:end]}
    if label == "ORG":
        found |= {key[:1], key[:-1]}
    elif label == "LOC" and key[-1] == "city":
        found.add(key[:-1])
    return {short for short in found - {key, ()} if not is_wider(short)}


def _ends(key: _Key, label: EntityLabel) -> set[_Key]:
    """Ends of a name that may stand for it: "the Act" for the Clean Rivers Act, Health for a Department of Health."""
    if label not in ("ORG", "MISC"):
        return set()
    found = {key[-1:], key[1:], key[2:]}
    if label == "ORG" and "of" in key[1:-1]:
        found.add(key[key.index("of") + 1 :])
    return found - {key, ()}


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


def _initials(words: tuple[str, ...]) -> set[str]:
    return {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL)}


def _only(groups: Iterable[NameGroup]) -> NameGroup | None:
    found = list(groups)
    return found[0] if len(found) == 1 else None


def _foremost(groups: Iterable[NameGroup]) -> NameGroup | None:
    """The only one, or the one that is named far more often than the others."""
    found = sorted(groups, key=lambda group: -len(group.mentions))
    if not found or (len(found) > 1 and len(found[0].mentions) < _FOREMOST * len(found[1].mentions)):
        return None
    return found[0]
