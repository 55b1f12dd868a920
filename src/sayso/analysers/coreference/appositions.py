"""Phrases that only describe the name after their comma: "The company, Lowmoor Mills," and "her editor, Ada Roe,"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import GROUP_NOUNS, NAMED_BODIES
from sayso.records import EntityLabel

__all__ = ["agrees_in_kind", "described_names", "goes_on_as_clause"]

_PERSON_NOUN: Final = 0.3
_BODY_NOUN: Final = 0.3
_BODY_WORDS: Final = (
    GROUP_NOUNS
    | NAMED_BODIES
    | frozenset("association charity federation institute league society trust watchdog developer operator".split())
)
_REACH: Final = 10
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
_CLOSING: Final = frozenset((",", ".", ";", ")", "—", "–", ":", "''", "”", "?", "!"))


def agrees_in_kind(fact: Facts, label: EntityLabel) -> bool:
    """Whether a noun can describe a name of that label: an editor a person, a company an organisation."""
    if label == "PER":
        return fact.person > _PERSON_NOUN and fact.head not in _BODY_WORDS
    return label in ("ORG", "MISC") and (fact.org > _BODY_NOUN or fact.head in _BODY_WORDS)


def described_names(view: View, facts: Sequence[Facts]) -> dict[int, int]:
    """Mention that describes → mention of the name after it, where a comma stands on both sides of the name.

    The description is one definite phrase ("the", "her", "the city's"); in a list ("the company, Lowmoor, and") the
    name is somebody else.
    """
    names = {fact.first: fact for fact in reversed(facts) if fact.kind == "name"}
    found: dict[int, int] = {}
    for fact in facts:
        if fact.kind != "nominal" or fact.coordinated or fact.plural is not False:
            continue
        if fact.determiner not in ("the", "possessive"):
            continue
        name = names.get(fact.last + 2)
        if name is None or view.words[fact.last + 1] != "," or name.sentence != fact.sentence:
            continue
        number = view.name_at[name.head_first]
        if number >= 0 and agrees_in_kind(fact, view.names[number].label) and _closes(view, name.last + 1):
            found[fact.index] = name.index
    return found


def goes_on_as_clause(view: View, index: int) -> bool:
    """Whether a verb follows before any comma, so that what stood before the token was a subject and no apposition.

    In "After the Mozart, the leader of the strings bowed" the leader bows; "Ada Roe, the leader, bowed" is Ada Roe.
    """
    for place in range(index, min(len(view.words), index + _REACH)):
        if view.words[place] in _CLOSING or view.pos[place] in ("WP", "WDT", "WP$", "``"):
            return False
        if view.pos[place] in _FINITE:
            return True
    return False


def _closes(view: View, index: int) -> bool:
    if index >= len(view.words):
        return True
    listed = index + 1 < len(view.words) and view.lower[index + 1] in ("and", "or", "&")
    return view.words[index] in _CLOSING and not listed
