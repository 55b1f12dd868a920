"""Who speaks the turns of an interview: equal labels are one speaker, and "A" is whom the interview is with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.surfaces import name_words
from sayso.analysers.coreference.view import View

__all__ = ["ANSWERS", "QUESTIONS", "interviewee", "is_letter", "turn_labels"]

QUESTIONS: Final = frozenset(("q", "question"))
ANSWERS: Final = frozenset(("a", "answer"))
_SIDE: Final = frozenset(("byline", "dateline", "caption", "link", "share"))


def is_letter(label: str) -> bool:
    """Whether a label only says that its turn asks or answers."""
    return label in QUESTIONS or label in ANSWERS


def turn_labels(view: View) -> dict[int, str]:
    """Quotation number → its label, case folded, where the paragraph is a turn that opens with who speaks."""
    return {
        number: " ".join(view.text[slice(*quotation.source)].casefold().split())
        for number, quotation in enumerate(view.quotations)
        if quotation.source is not None and number in view.turns
    }


def interviewee(view: View, facts: Sequence[Facts]) -> Facts | None:
    """The mention that introduces the person with whom the interview is: who is named most outside the turns.

    Of several who are named as often it is the one who acts, as the subject of a clause, and then the first. A person
    who is named in the turns alone is somebody else.
    """
    kinds = view.doc.paragraphs.kinds if "paragraphs" in view.doc else ()
    in_turn = [False] * len(view.words)
    for number in view.turns:
        for span in view.quotations[number].content:
            first, last = view.tokens_of(span)
            in_turn[first : last + 1] = [True] * (last + 1 - first)
    people: dict[str, list[Facts]] = {}
    for fact in facts:
        number = view.name_at[fact.head_first]
        if fact.kind != "name" or number < 0 or view.names[number].label != "PER" or in_turn[fact.head_first]:
            continue
        if fact.paragraph < len(kinds) and kinds[fact.paragraph] in _SIDE:
            continue
        words = name_words(view.text[slice(*view.names[number].span)])
        if words:
            people.setdefault(words[-1], []).append(fact)
    if not people:
        return None
    most = max(people.values(), key=lambda named: (len(named), any(one.role == "subject" for one in named)))
    return max(most, key=lambda fact: fact.head_last - fact.head_first)
