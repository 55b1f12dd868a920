"""Speakers of quotations that nothing attributes: they follow from the turns of a conversation.

Where paragraphs are known, they tell: a new paragraph is a new turn. Where lines are sentences (as in texts that were
split for processing), a small network weighs the speakers around, in the manner of He, Barbosa & Kondrak (2013).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.lexicon import Network, probabilities
from sayso.analysers.coreference.view import View
from sayso.records import Entity, Mention

__all__ = ["TURN_FEATURES", "Conversation", "Turn", "take_turns"]

# How far back and ahead, in quotations, speakers are looked for.
_BACK: Final = 6
_AHEAD: Final = 3
# Narration between two quotations of one conversation, in tokens.
_PAUSE: Final = 60
# How far from a quotation, in tokens, somebody who acts may speak it.
_NEAR: Final = 45
_MOST: Final = 10
# So many quotations in a row without a word between them make a conversation.
_CONVERSATION: Final = 2

TURN_FEATURES: Final[tuple[str, ...]] = (
    "spoke_before", "spoke_two_before", "spoke_three_before", "spoke_earlier", "speaks_after", "speaks_two_after",
    "adjacent_before", "short_before", "narrated_before", "adjacent_before_speaker", "short_before_speaker",
    "narrated_before_speaker",
    "adjacent_two_before", "adjacent_after", "adjacent_after_speaker", "adjacent_after_other",
    "acts_before", "acts_before_near", "acts_after", "acts_after_near", "last_before", "first_after",
    "addressed", "addressed_before", "answers_question", "answers_question_other", "asks", "lower_case",
    "attributed_after", "attributed_after_speaker", "named", "narrator", "share", "candidates", "before_unknown",
    "opens_mark_comma",
    "mentioned", "mentioned_near", "singular",
)  # fmt: skip


class Turn(NamedTuple):
    """A speaker found by turn-taking, how sure that is before calibration, and why."""

    speaker: Entity
    confidence: float
    why: str


class _Spoken(NamedTuple):
    number: int
    first: int
    last: int


class Conversation:
    """The direct quotations of a document in order, who is known to speak them, and who acts between them."""

    def __init__(
        self,
        view: View,
        facts: Sequence[Facts],
        mentions: Sequence[Mention],
        entities: Sequence[Entity],
        speakers: Sequence[Entity | None],
    ) -> None:
        self.view = view
        self.spoken = [
            _Spoken(number, view.tokens_of(quotation.content[0])[0], view.tokens_of(quotation.content[-1])[1])
            for number, quotation in enumerate(view.quotations)
            if quotation.kind == "direct" and quotation.parent is None
        ]
        self.spoken.sort(key=lambda item: item.first)
        self.who: list[Entity | None] = [speakers[item.number] for item in self.spoken]
        self.open = [
            who is None and view.quotations[item.number].source is None
            for who, item in zip(self.who, self.spoken, strict=True)
        ]
        self.gaps = [(0, False)] + [
            self._gap(one, other) for one, other in zip(self.spoken, self.spoken[1:], strict=False)
        ]
        self._read_actors(facts, mentions, entities)
        self._names = {entity.id: _name_words(entity) for entity in entities}

    def _gap(self, before: _Spoken, after: _Spoken) -> tuple[int, bool]:
        """Words of narration between two quotations, and whether a paragraph ends between them."""
        view = self.view
        reach = range(before.last + 1, min(after.first, before.last + 1 + 2 * _PAUSE))
        words = sum(1 for index in reach if view.words[index][0].isalnum())
        return words, view.paragraph_of[after.first] != view.paragraph_of[before.last]

    def _read_actors(self, facts: Sequence[Facts], mentions: Sequence[Mention], entities: Sequence[Entity]) -> None:
        """Persons who are subjects in the narration: token → entity."""
        places = {mention.head: entity for entity in entities for mention in entity.mentions}
        self.actors: dict[int, Entity] = {}
        self.others: dict[int, Entity] = {}
        for fact in facts:
            if fact.quote < 0 and self.view.content_at[fact.first] < 0:
                entity = places.get(mentions[fact.index].head)
                if entity is not None and entity.label in ("PER", "GROUP"):
                    (self.actors if fact.role == "subject" else self.others)[fact.first] = entity

    @property
    def is_flat(self) -> bool:
        """Whether lines are no paragraphs: words in marks go on over line ends without a new opening mark."""
        over = 0
        for item in self.spoken:
            for span in self.view.quotations[item.number].content:
                first, last = self.view.tokens_of(span)
                for index in range(first + 1, last + 1):
                    if self.view.paragraph_of[index] != self.view.paragraph_of[index - 1]:
                        over += self.view.words[index][0] not in "“\"‘'`«"
                        break
        return over >= 2

    @property
    def answers(self) -> bool:
        """Whether quotations answer each other, as in fiction and interviews, rather than go on as in news."""
        bare = differing = same = 0
        for i in range(1, len(self.spoken)):
            words, new_paragraph = self.gaps[i]
            one, other = self.who[i - 1], self.who[i]
            if new_paragraph and words <= 1:
                bare += 1
            if new_paragraph and words <= 12 and one is not None and other is not None:
                differing += one.id != other.id
                same += one.id == other.id
        return bare >= _CONVERSATION and differing >= same

    def candidates(self, i: int) -> list[Entity]:
        """Who may speak the quotation: speakers around it, and who acts next to it."""
        found: dict[str, Entity] = {}
        for j in (*range(i - 1, max(-1, i - 1 - _BACK), -1), *range(i + 1, min(len(self.spoken), i + 1 + _AHEAD))):
            who = self.who[j]
            if who is not None:
                found.setdefault(who.id, who)
        for _, entity in (*self._acting(i, before=True), *self._acting(i, before=False), *self._mentioned(i)):
            found.setdefault(entity.id, entity)
        return list(found.values())[:_MOST]

    def _mentioned(self, i: int) -> list[tuple[int, Entity]]:
        """Who is mentioned in the narration some way before the quotation: (distance, entity), nearest first."""
        first = self.spoken[i].first
        places = range(first - 1, max(-1, first - 3 * _NEAR), -1)
        people = ((place, self.actors.get(place) or self.others.get(place)) for place in places)
        return [(first - place, entity) for place, entity in people if entity is not None]

    def _acting(self, i: int, *, before: bool) -> list[tuple[int, Entity]]:
        """Who acts between this quotation and the next one on that side: (distance, entity), nearest first."""
        item = self.spoken[i]
        if before:
            floor = self.spoken[i - 1].last if i > 0 else -1
            places = range(item.first - 1, max(floor, item.first - _NEAR), -1)
        else:
            ceiling = self.spoken[i + 1].first if i + 1 < len(self.spoken) else len(self.view.words)
            places = range(item.last + 1, min(ceiling, item.last + _NEAR))
        return [
            (abs(place - (item.first if before else item.last)), self.actors[place])
            for place in places
            if place in self.actors
        ]

    def rows(self, i: int, candidates: Sequence[Entity]) -> NDArray[np.float32]:
        """Features of each candidate, shape (candidates, len(TURN_FEATURES))."""
        view, who, item = self.view, self.who, self.spoken[i]
        back = [who[j] if j >= 0 else None for j in range(i - 1, i - 4, -1)]
        ahead = [who[j] if j < len(who) else None for j in (i + 1, i + 2)]
        words = self.gaps[i][0] if i > 0 else 2 * _PAUSE
        after_words = self.gaps[i + 1][0] if i + 1 < len(self.spoken) else 2 * _PAUSE
        two_words = self.gaps[i - 1][0] if i > 1 else 2 * _PAUSE
        adjacent, short = words == 0, 0 < words <= 12
        narrated = 12 < words <= _PAUSE
        acting_before, acting_after = self._acting(i, before=True), self._acting(i, before=False)
        mentioned: dict[str, int] = {}
        for distance, entity in self._mentioned(i):
            mentioned.setdefault(entity.id, distance)
        said = self._words_of(item)
        before_said = self._words_of(self.spoken[i - 1]) if i > 0 else frozenset()
        asked = i > 0 and "?" in view.words[max(0, self.spoken[i - 1].last - 1) : self.spoken[i - 1].last + 1]
        asks = "?" in view.words[max(0, item.last - 1) : item.last + 1]
        lower = next((w[0].islower() for w in view.words[item.first : item.first + 3] if w[0].isalpha()), False)
        attributed = i > 0 and self._attributed_after(self.spoken[i - 1])
        comma = "," in view.words[max(0, item.last - 1) : item.last + 1]
        counts: dict[str, int] = {}
        for j in range(max(0, i - 12), min(len(who), i + 12)):
            speaker = who[j]
            if speaker is not None:
                counts[speaker.id] = counts.get(speaker.id, 0) + 1
        total = sum(counts.values()) or 1
        rows = []
        for c in candidates:
            spoke = [one is not None and one.id == c.id for one in (*back, *ahead)]
            distance_before = next((d for d, e in acting_before if e.id == c.id), 0)
            distance_after = next((d for d, e in acting_after if e.id == c.id), 0)
            names = self._names.get(c.id, frozenset())
            rows.append([
                *spoke[:3], any(w is not None and w.id == c.id for w in who[max(0, i - _BACK) : max(0, i - 3)]),
                *spoke[3:],
                adjacent, short, narrated, adjacent and spoke[0], short and spoke[0], narrated and spoke[0],
                two_words == 0 and adjacent and spoke[1], after_words == 0, after_words == 0 and spoke[3],
                after_words == 0 and ahead[0] is not None and not spoke[3],
                distance_before > 0, 1.0 / distance_before if distance_before else 0.0,
                distance_after > 0, 1.0 / distance_after if distance_after else 0.0,
                bool(acting_before) and acting_before[0][1].id == c.id,
                bool(acting_after) and acting_after[0][1].id == c.id,
                bool(names & said), bool(names & before_said), asked and spoke[0],
                asked and not spoke[0] and spoke[1], asks, lower,
                attributed, attributed and spoke[0], c.is_named, c.name in ("I", "We"), counts.get(c.id, 0) / total,
                math.log1p(len(candidates)), i > 0 and back[0] is None, comma,
                c.id in mentioned, 5.0 / (4 + mentioned[c.id]) if c.id in mentioned else 0.0, c.number == "singular",
            ])  # fmt: skip
        return np.array(rows, dtype=np.float32)

    def _words_of(self, item: _Spoken) -> frozenset[str]:
        return frozenset(self.view.words[item.first : min(item.last, item.first + 80) + 1])

    def _attributed_after(self, item: _Spoken) -> bool:
        source = self.view.quotations[item.number].source
        return source is not None and source.start > self.view.starts[item.last]


def _name_words(entity: Entity) -> frozenset[str]:
    words = {
        word for name in (entity.name, *entity.aliases) for word in name.split() if word[:1].isupper() and len(word) > 2
    }
    return frozenset(words)


def take_turns(conversation: Conversation, network: Network | None) -> list[tuple[int, Turn]]:
    """(quotation, turn) for direct quotations without source whose neighbours tell who must speak them."""
    if not any(conversation.open):
        return []
    if network is not None and conversation.is_flat:
        return _by_network(conversation, network)
    return _by_paragraph(conversation)


def _by_network(conversation: Conversation, network: Network) -> list[tuple[int, Turn]]:
    found = []
    for i, item in enumerate(conversation.spoken):
        candidates = conversation.candidates(i) if conversation.open[i] else []
        if not candidates:
            continue
        p = probabilities(network(conversation.rows(i, candidates)))
        best = int(np.argmax(p))
        if float(p[best]) >= network.threshold:
            speaker = candidates[best]
            conversation.who[i] = speaker
            found.append(
                (item.number, Turn(speaker, float(p[best]), f"the turns of the conversation leave {speaker.name}"))
            )
    return found


def _by_paragraph(conversation: Conversation) -> list[tuple[int, Turn]]:
    who, spoken = conversation.who, conversation.spoken
    answers = conversation.answers
    found = []
    for i in range(1, len(spoken)):
        if conversation.open[i]:
            turn = _from_before(conversation, i, answers=answers)
            if turn is not None:
                who[i] = turn.speaker
                found.append((spoken[i].number, turn))
    for i in range(len(spoken) - 2, -1, -1):
        if conversation.open[i] and who[i] is None:
            turn = _from_after(conversation, i, answers=answers)
            if turn is not None:
                who[i] = turn.speaker
                found.append((spoken[i].number, turn))
    return found


def _from_before(conversation: Conversation, i: int, *, answers: bool) -> Turn | None:
    who, previous = conversation.who, conversation.who[i - 1]
    words, new_paragraph = conversation.gaps[i]
    if previous is None or words > _PAUSE:
        return None
    if not new_paragraph:
        return Turn(previous, 0.8, f"goes on in the paragraph of a quotation by {previous.name}")
    if not answers:
        return Turn(previous, 0.6, f"continues a quotation by {previous.name}") if words <= 1 else None
    other = next((w for w in reversed(who[max(0, i - _BACK) : i - 1]) if w is not None and w.id != previous.id), None)
    if other is None:
        return None
    return Turn(other, 0.65 if words <= 1 else 0.5, f"answers {previous.name} in a conversation with {other.name}")


def _from_after(conversation: Conversation, i: int, *, answers: bool) -> Turn | None:
    following = conversation.who[i + 1]
    words, new_paragraph = conversation.gaps[i + 1]
    if following is None or words > _PAUSE:
        return None
    if not new_paragraph:
        return Turn(following, 0.75, f"stands in the paragraph of a quotation by {following.name}")
    if not answers:
        return None
    other = next((w for w in conversation.who[i + 2 : i + _BACK] if w is not None and w.id != following.id), None)
    if other is None:
        return None
    return Turn(other, 0.55, f"is answered by {following.name} in a conversation with {other.name}")
