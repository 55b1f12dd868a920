"""Which names of a document mean the same person, organisation or place.

Deterministic rules over name strings, titles and brackets. They rather leave two names apart than merge two members of
one family, or a person with the place or company of that name.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.other_names import group_others
from sayso.analysers.coreference.people_names import group_people
from sayso.analysers.coreference.surfaces import NameGroup, Surface, look, surfaces_of
from sayso.analysers.coreference.view import View
from sayso.records import Mention

__all__ = ["group_names"]


def group_names(view: View, mentions: Sequence[Mention], lexicon: Lexicon) -> list[NameGroup]:
    """Groups of the mentions of kind "name", in order of first mention."""
    seen = [look(view, index, mention) for index, mention in enumerate(mentions) if mention.kind == "name"]
    surfaces = surfaces_of([item for item in seen if item.words])
    by_index = {item.index: item for item in seen}
    people = group_people(view, mentions, [s for s in surfaces if s.label == "PER"], by_index, lexicon)
    others = group_others(view, mentions, [s for s in surfaces if s.label != "PER"])
    groups = [*people, *others]
    groups += [
        NameGroup(item.label, [Surface((), item.label, [item.index], item.text)], [item.index])
        for item in seen
        if not item.words
    ]
    for group in groups:
        group.mentions.sort()
    return sorted(groups, key=lambda group: group.mentions[0])
