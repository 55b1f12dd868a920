"""Which mention speaks each quotation: its source, or what the words around a quotation without source make plain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.interview import ANSWERS, interviewee, is_letter, turn_labels
from sayso.analysers.coreference.sources import SourceFinder
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import SPEECH_VERBS

__all__ = ["Speaking", "speaking_mentions"]

_AFTER: Final = 6
_BEAT: Final = 40
_MARKS: Final = frozenset(("”", '"', "''", "’", "'", "»"))


class Speaking(NamedTuple):
    """The mention that speaks a quotation, by index, how that is known, and how sure it is before calibration."""

    mention: int
    how: str
    confidence: float


def speaking_mentions(view: View, facts: Sequence[Facts]) -> dict[int, Speaking]:
    """Quotation number → who speaks; a quotation that the text leaves open is missing."""
    finder = SourceFinder(view, facts)
    around = _Around(view, facts)
    found: dict[int, Speaking] = {}
    labels = turn_labels(view)
    answering = interviewee(view, facts) if ANSWERS.intersection(labels.values()) else None
    for number, quotation in enumerate(view.quotations):
        if is_letter(labels.get(number, "")):
            if labels[number] in ANSWERS and answering is not None:
                found[number] = Speaking(answering.index, "interviewee", 0.75)
        elif quotation.source is not None:
            fact = finder.find(quotation.source)
            how, sure = "source", 1.0
            if fact is not None and finder.is_bare_place(fact):
                fact, how, sure = finder.who_acts(fact), "clause", 0.7
            if fact is not None:
                found[number] = Speaking(fact.index, how, sure)
        elif quotation.kind == "direct" and quotation.parent is None:
            spoken = around.speaker(number)
            if spoken is not None:
                found[number] = spoken
    return found


class _Around:
    """Looks for the speaker of a quotation without source in the words right before and after it."""

    def __init__(self, view: View, facts: Sequence[Facts]) -> None:
        self.view, self.facts = view, facts
        self.by_first = {fact.first: fact for fact in facts if _may_speak(fact)}
        self.by_last = {fact.last: fact for fact in facts if _may_speak(fact)}

    def speaker(self, number: int) -> Speaking | None:
        content = self.view.quotations[number].content
        first = self.view.tokens_of(content[0])[0]
        last = self.view.tokens_of(content[-1])[1]
        if last < first:
            return None
        return (
            self._turn(first, last)
            or self._signed(last)
            or self._said_after(last)
            or self._said_before(first)
            or self._beat(first, last)
        )

    def _outside(self, index: int) -> bool:
        return 0 <= index < len(self.view.words) and self.view.content_at[index] < 0

    def _turn(self, first: int, last: int) -> Speaking | None:
        """A name and a colon open the paragraph: "ROE: We won."."""
        view = self.view
        for colon in range(first, min(last, first + 8) + 1):
            if view.words[colon] == ":":
                fact = self.by_last.get(colon - 1)
                opens = fact is not None and (fact.first <= first + 1)
                return Speaking(fact.index, "turn", 0.9) if fact is not None and opens and fact.kind == "name" else None
        before = self.by_last.get(first - 2) if first > 1 and view.words[first - 1] == ":" else None
        if before is not None and before.first == view.first_of[before.sentence] and before.kind == "name":
            return Speaking(before.index, "turn", 0.9)
        return None

    def _signed(self, last: int) -> Speaking | None:
        """A dash and a name end the paragraph, as a signature does."""
        view = self.view
        dash = last + 1
        if dash + 1 >= len(view.words) or view.words[dash] not in ("―", "—", "–", "-", "--", "~"):
            return None
        fact = self.by_first.get(dash + 1)
        if fact is None or fact.kind != "name" or view.paragraph_of[dash] - view.paragraph_of[last] > 1:
            return None
        return Speaking(fact.index, "signature", 0.9)

    def _said_after(self, last: int) -> Speaking | None:
        """A clause after the quotation: said Jane, she said."""
        view = self.view
        index = last + 1
        while self._outside(index) and not view.words[index][0].isalnum() and index < last + 4:
            index += 1
        if not self._outside(index) or view.paragraph_of[index] - view.paragraph_of[last] > 1:
            return None
        # After a comma, a question or an exclamation the clause goes on, and any verb in it is one of speech.
        goes_on = view.words[last] in (",", "?", "!", "—", "-", "--") or (
            view.words[last] in _MARKS and last > 0 and view.words[last - 1] in (",", "?", "!", "—", "-", "--")
        )
        if view.lower[index] in SPEECH_VERBS or (goes_on and view.pos[index] == "VBD"):
            return self._first_person_from(index + 1)
        fact = self.by_first.get(index)
        if fact is not None and self._verb_follows(fact, any_verb=goes_on):
            return Speaking(fact.index, "said after", 0.85)
        return None

    def _first_person_from(self, index: int) -> Speaking | None:
        for place in range(index, min(len(self.view.words), index + 3)):
            fact = self.by_first.get(place)
            if fact is not None:
                return Speaking(fact.index, "said after", 0.85)
        return None

    def _verb_follows(self, fact: Facts, *, any_verb: bool) -> bool:
        view = self.view
        for index in range(fact.last + 1, min(len(view.words), fact.last + 4)):
            if view.lower[index] in SPEECH_VERBS or (any_verb and view.pos[index] in ("VBD", "VBZ")):
                return True
            if not view.pos[index].startswith("RB"):
                return False
        return False

    def _said_before(self, first: int) -> Speaking | None:
        """Jane said: "…"; the lead-in may be the paragraph before when it ends in a colon."""
        view = self.view
        end = first - 1
        while end >= 0 and view.words[end] in ("“", '"', "``", "‘", "'"):
            end -= 1
        if not self._outside(end) or view.words[end] not in (",", ":"):
            return None
        if view.paragraph_of[end] != view.paragraph_of[first] and view.words[end] != ":":
            return None
        begin = max(view.first_of[view.sentence_of[end]], end - _BEAT)
        for index in range(begin, end):
            fact = self.by_first.get(index)
            if fact is not None and fact.quote < 0 and fact.role == "subject":
                return Speaking(fact.index, "said before", 0.75)
        return None

    def _beat(self, first: int, last: int) -> Speaking | None:
        """A person who acts in the same paragraph, right after the quotation or right before it."""
        view = self.view
        paragraph = view.paragraph_of[first]
        index = last + 1
        while (
            index < min(len(view.words), last + _BEAT)
            and view.paragraph_of[index] == paragraph
            and self._outside(index)
        ):
            fact = self.by_first.get(index)
            if fact is not None and fact.role == "subject":
                return Speaking(fact.index, "acts after", 0.6)
            index += 1
        index = first - 1
        found: Facts | None = None
        while index >= max(0, first - _BEAT) and view.paragraph_of[index] == paragraph and self._outside(index):
            fact = self.by_first.get(index)
            if fact is not None and fact.role == "subject":
                found = fact
            index -= 1
        return Speaking(found.index, "acts before", 0.6) if found is not None else None


def _may_speak(fact: Facts) -> bool:
    if fact.coordinated or fact.role == "possessor":
        return False
    if fact.kind == "pronoun":
        return fact.family in ("he", "she", "i", "they", "we")
    return fact.kind == "name" or fact.person > 0.3 or fact.gender != 0.0
