"""Speakers of quotations that nothing attributes: they follow from the turns of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sayso.analysers.coreference.view import View
from sayso.records import Entity

__all__ = ["Turn", "take_turns"]

# How far back, in quotations, the other party of a conversation is looked for.
_MEMORY: Final = 8
# Narration between two quotations of one conversation, in tokens.
_PAUSE: Final = 60
# So many quotations in a row without a word between them make a conversation.
_CONVERSATION: Final = 2


class Turn(NamedTuple):
    """A speaker found by turn-taking, how sure that is before calibration, and why."""

    speaker: Entity
    confidence: float
    why: str


class _Spoken(NamedTuple):
    number: int
    first: int
    last: int


def take_turns(view: View, speakers: Sequence[Entity | None]) -> list[Turn | None]:
    """A turn for each quotation that is direct, has neither source nor speaker, and whose neighbours tell who it must be.

    Args:
        speakers: what is known so far, one a quotation.
    """
    spoken = [
        _Spoken(number, view.tokens_of(quotation.content[0])[0], view.tokens_of(quotation.content[-1])[1])
        for number, quotation in enumerate(view.quotations)
        if quotation.kind == "direct" and quotation.parent is None
    ]
    spoken.sort(key=lambda item: item.first)
    found: list[Turn | None] = [None] * len(speakers)
    who: list[Entity | None] = [speakers[item.number] for item in spoken]
    open_ones = [who[i] is None and view.quotations[item.number].source is None for i, item in enumerate(spoken)]
    conversational = _is_conversation(view, spoken, who)
    for i, item in enumerate(spoken):
        if open_ones[i]:
            turn = _from_before(view, spoken, who, i, conversational)
            if turn is not None:
                who[i], found[item.number] = turn.speaker, turn
    for i in range(len(spoken) - 2, -1, -1):
        if open_ones[i] and who[i] is None:
            turn = _from_after(view, spoken, who, i, conversational)
            if turn is not None:
                who[i], found[spoken[i].number] = turn.speaker, turn
    return found


def _gap(view: View, before: _Spoken, after: _Spoken) -> tuple[int, bool]:
    """Words of narration between two quotations, and whether a paragraph ends between them."""
    words = sum(
        1
        for index in range(before.last + 1, min(after.first, before.last + 1 + 2 * _PAUSE))
        if view.words[index][0].isalnum()
    )
    return words, view.paragraph_of[after.first] != view.paragraph_of[before.last]


def _is_conversation(view: View, spoken: Sequence[_Spoken], who: Sequence[Entity | None]) -> bool:
    """Whether quotations answer each other, as in fiction and interviews, rather than continue each other as in news."""
    bare = differing = same = 0
    for i in range(1, len(spoken)):
        words, new_paragraph = _gap(view, spoken[i - 1], spoken[i])
        one, other = who[i - 1], who[i]
        if new_paragraph and words <= 1:
            bare += 1
        if new_paragraph and words <= 12 and one is not None and other is not None:
            differing += one.id != other.id
            same += one.id == other.id
    return bare >= _CONVERSATION and differing >= same


def _from_before(
    view: View, spoken: Sequence[_Spoken], who: Sequence[Entity | None], i: int, conversational: bool
) -> Turn | None:
    if i == 0 or who[i - 1] is None:
        return None
    previous = who[i - 1]
    words, new_paragraph = _gap(view, spoken[i - 1], spoken[i])
    if previous is None or words > _PAUSE:
        return None
    if not new_paragraph:
        return Turn(previous, 0.8, f"goes on in the paragraph of a quotation by {previous.name}")
    if not conversational:
        return Turn(previous, 0.6, f"continues a quotation by {previous.name}") if words <= 1 else None
    other = next((w for w in reversed(who[max(0, i - _MEMORY) : i - 1]) if w is not None and w.id != previous.id), None)
    if other is None:
        return None
    return Turn(other, 0.65 if words <= 1 else 0.5, f"answers {previous.name} in a conversation with {other.name}")


def _from_after(
    view: View, spoken: Sequence[_Spoken], who: Sequence[Entity | None], i: int, conversational: bool
) -> Turn | None:
    following = who[i + 1]
    words, new_paragraph = _gap(view, spoken[i], spoken[i + 1])
    if following is None or words > _PAUSE:
        return None
    if not new_paragraph:
        return Turn(following, 0.75, f"stands in the paragraph of a quotation by {following.name}")
    if not conversational:
        return None
    other = next((w for w in who[i + 2 : i + _MEMORY] if w is not None and w.id != following.id), None)
    if other is None:
        return None
    return Turn(other, 0.55, f"is answered by {following.name} in a conversation with {other.name}")
