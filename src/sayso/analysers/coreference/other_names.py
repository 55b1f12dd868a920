"""Which names of organisations, places and other things in a document mean the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sayso.analysers.coreference.surfaces import NameGroup, Surface, note
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import COUNTRY_ALIASES, ORG_SUFFIXES
from sayso.records import EntityLabel, Mention

__all__ = ["group_others"]

_SMALL: Final = frozenset("of the and for in on de la & at to a".split())


def group_others(view: View, mentions: Sequence[Mention], surfaces: list[Surface]) -> list[NameGroup]:
    """Groups of names that are no person's, longest names first: acronyms, suffixes, countries, short forms."""
    groups: list[NameGroup] = []
    by_key: dict[tuple[str, ...], NameGroup] = {}
    by_initials: dict[str, list[NameGroup]] = defaultdict(list)
    by_edge: dict[tuple[str, ...], list[NameGroup]] = defaultdict(list)
    by_field: dict[tuple[str, ...], list[NameGroup]] = defaultdict(list)
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
            home = _only(by_field.get(key, ())) or _only(
                group for group in by_edge.get(key, ()) if group.label == "ORG"
            )
        if home is None:
            home = NameGroup(surface.label)
            groups.append(home)
        home.surfaces.append(surface)
        home.mentions.extend(surface.mentions)
        placed[id(surface)] = home
        by_key.setdefault(key, home)
        if len(surface.words) > 1:
            for initials in sorted(_initials(surface.words)):
                note(home, by_initials[initials], 2)
        if surface.label == "ORG" and len(key) > 1:
            for edge in sorted({key[:1], key[-1:], key[:-1], key[1:]}):
                note(home, by_edge[edge], 2)
            if "of" in key[1:-1]:  # "Homeland Security" for the Department of Homeland Security
                note(home, by_field[key[key.index("of") + 1 :]], 2)
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
