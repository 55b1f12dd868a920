"""Which content was said with which cue, and which source said it: learnt from annotated attributions.

Two boosted-tree models score pairs: content with cue, and cue with source. Every attribution has one cue; contents
that choose the same cue are parts of one quotation; a source may serve several attributions. The set-up follows
the annotation of PolNeAR (Newell, Margolin & Ruths 2018), where each attribution is a source, a cue and contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.marks import PAUSES, first_letter, last_within
from sayso.analysers.quotations.scene import Ints, Scene, cue_pairs, scene_of, source_pairs
from sayso.analysers.quotations.spans import RoleSpans
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["Draft", "join"]

CUE: Final = 0.1  # below this probability a content goes without a cue, an attribution without a source
SOURCE: Final = 0.1
SUBJECT: Final = 0.5  # as probable must a source be that stands before a participle
SHARED: Final = 0.5  # at least as probable must every further content of a cue be,
SHARED_MIXED: Final = 0.7  # or if one of them is in marks and the other not
SHARED_MARKS: Final = 0.3  # or if both are
_END: Final = 2  # tokens at the end of words in marks, the mark included
_DENYING: Final = frozenset(["not", "n't", "n’t", "never", "declined", "refused", "without"])
_ADDRESSED: Final = frozenset(["him", "her", "them", "me", "us", "reporters", "later"])


@dataclass(slots=True)
class Draft:
    """An attribution in the making: its contents in text order, and how probable cue and source are its own."""

    contents: list[RoleSpan]
    cue: RoleSpan | None = None
    source: RoleSpan | None = None
    cue_score: float = 0.0
    source_score: float = 0.0
    confidence: float = 0.5
    reason: str = ""  # set where the layout decides, not the models


def join(view: TokenView, spans: RoleSpans, models: Mapping[str, Trees]) -> list[Draft]:
    """Give every content its cue, gather the contents of one cue, and give every attribution its source."""
    contents, cues, sources = spans
    if not contents:
        return []
    scene = scene_of(view, contents, cues, sources)
    drafts, near, cue_index = _with_cues(view, scene, models["cue"])
    if sources:
        pairs = source_pairs(scene, np.array(near, np.int64), np.array(cue_index, np.int64))
        i, j = pairs.left, pairs.right
        if len(i):
            probability = pairs.scored(models["source"])
            for row in np.argsort(probability, kind="stable").tolist():
                draft, source = drafts[int(i[row])], sources[int(j[row])]
                same = draft.cue is not None and (source.first, source.last) == (draft.cue.first, draft.cue.last)
                if probability[row] >= SOURCE and not same:
                    draft.source, draft.source_score = source, float(probability[row])
    _take_subjects(view, drafts, sources)
    for draft in drafts:
        if draft.cue is not None and draft.source is not None and draft.cue.overlaps(draft.source):
            draft.cue, draft.source = _apart(view, draft.cue, draft.source)
    return drafts


def _take_subjects(view: TokenView, drafts: list[Draft], sources: list[RoleSpan]) -> None:
    """Who is saying something stands right before the participle: footage of | Ada Lund | saying."""
    ending = {source.last: source for source in sources if source.confidence >= SUBJECT}
    for draft in drafts:
        subject = None if draft.cue is None else ending.get(draft.cue.first)
        if draft.cue is None or subject is None or subject is draft.source:
            continue
        verb = view.words[draft.cue.first]
        if verb.endswith("ing") and is_speech_verb(verb):
            draft.source, draft.source_score = subject, subject.confidence


def _apart(view: TokenView, cue: RoleSpan, source: RoleSpan) -> tuple[RoleSpan, RoleSpan]:
    """A cue and a source that share words, each without the other's: the longer of two gives way to one inside it."""
    if source.first <= cue.first and cue.last <= source.last:
        return cue, _without(source, cue)
    if cue.first <= source.first and source.last <= cue.last:
        return _without(cue, source), source
    early, late = sorted((cue, source), key=lambda span: span.first)
    middle = late.first  # of words that both end and begin one, each goes to the likelier role
    if view.labels is not None:
        column = {"source": 3, "cue": 5}
        shared = view.labels.role_probabilities[late.first : early.last]
        likelier = [shared[:, column[span.role] : column[span.role] + 2].sum(axis=1) for span in (early, late)]
        middle += int(np.argmax(np.append(likelier[1] >= likelier[0], True)))
    early, late = replace(early, last=middle), replace(late, first=middle)
    return (early, late) if early.role == "cue" else (late, early)


def _without(span: RoleSpan, inner: RoleSpan) -> RoleSpan:
    """The longer part of a span beside another that lies in it."""
    if inner.first - span.first >= span.last - inner.last:
        return replace(span, last=inner.first)
    return replace(span, first=inner.last)


def _with_cues(view: TokenView, scene: Scene, model: Trees) -> tuple[list[Draft], list[int], list[int]]:
    """Attributions, and for each the index of the content nearest to its cue and of the cue (-1: none)."""
    contents, cues = scene.contents, scene.cues
    best = np.full(len(contents), -1, np.int64)
    score = np.zeros(len(contents))
    pairs = cue_pairs(scene)
    i, j = pairs.left, pairs.right
    if len(i):
        probability = pairs.scored(model)
        order = np.argsort(probability, kind="stable")
        best[i[order]], score[i[order]] = j[order], probability[order]
        best[score < CUE] = -1
    _lead_in(view, scene, best, score)
    _share_in_pair(contents, best, score)
    _go_on_speaking(view, scene, best, score)
    _part_from_group(view, contents, best, score)
    _part_from_speech(view, contents, best)
    _take_openings(contents, best)
    drafts: list[Draft] = []
    members: list[list[int]] = []
    cue_index: list[int] = []
    by_cue: dict[int, int] = {}
    by_pair: dict[int, int] = {}
    for number, content in enumerate(contents):
        cue = int(best[number])
        if content.optional and cue < 0:
            continue
        at = by_cue.get(cue) if cue >= 0 else by_pair.get(content.pair)
        if at is not None and content.apart and drafts[at].contents[0].pair != content.pair:
            at = None
        if at is None:
            at = len(drafts)
            drafts.append(Draft([], cues[cue] if cue >= 0 else None))
            members.append([])
            cue_index.append(cue)
        if cue >= 0:
            by_cue[cue] = at
        elif content.pair >= 0:
            by_pair[content.pair] = at
        drafts[at].contents.append(content)
        drafts[at].cue_score = max(drafts[at].cue_score, float(score[number]) if cue >= 0 else 0.0)
        members[at].append(number)
    near = [
        min(own, key=lambda number: _gap(contents[number], cues[cue])) if cue >= 0 else own[0]
        for own, cue in zip(members, cue_index, strict=True)
    ]
    return drafts, near, cue_index


def _share_in_pair(contents: list[RoleSpan], best: Ints, score: NDArray[np.float64]) -> None:
    """The paragraphs of one quotation have one cue: the best of theirs."""
    by_pair: dict[int, list[int]] = {}
    for number, content in enumerate(contents):
        if content.pair >= 0:
            by_pair.setdefault(content.pair, []).append(number)
    for numbers in by_pair.values():
        if len(numbers) > 1:
            leader = max(numbers, key=lambda number: score[number] if best[number] >= 0 else -1.0)
            best[numbers], score[numbers] = best[leader], score[leader]


def _go_on_speaking(view: TokenView, scene: Scene, best: Ints, score: NDArray[np.float64]) -> None:
    """“A,” said X of Y. “B.” – speech that is a sentence by itself, or ends one, goes on after its attribution."""
    for number in range(1, len(scene.contents)):
        content = scene.contents[number]
        resumes = _resumes(view, content)
        if content.pair < 0 or content.apart or not (resumes or _whole_sentences(view, content)):
            continue
        # A sentence of narration may stand between where nothing in it says the words.
        reach = 1 if best[number] >= 0 and not _is_denied(view, scene.cues[best[number]]) else 2
        earlier = _spoken_before(scene, number, reach)
        before, cue = scene.contents[earlier], int(best[earlier])
        if cue < 0 or before.optional or scene.paragraph[before.last - 1] != scene.paragraph[content.first]:
            continue
        if scene.sentence[content.first] - scene.sentence[before.last - 1] > (reach if before.pair >= 0 else 1):
            continue
        between = before.last <= scene.cues[cue].first < content.first
        if before.pair >= 0 and between and last_within(view, before.last) in PAUSES:
            best[number] = cue
            score[number] = max(float(score[earlier]), SHARED_MARKS)
            score[earlier] = max(float(score[earlier]), SHARED_MARKS)
        elif not resumes and before.pair < 0 and best[number] in (-1, cue) and content.first - before.last <= 1:
            best[number], score[number] = cue, 1.0  # he touted the bill. “It is needed.”


def _is_denied(view: TokenView, cue: RoleSpan) -> bool:
    """Whether a cue tells what somebody did not say: “It rains,” said Lund. She did not elaborate. “It pours.”."""
    return not _DENYING.isdisjoint(view.words[max(cue.first - 1, 0) : cue.last])


def _spoken_before(scene: Scene, number: int, reach: int) -> int:
    """The content before one: that in marks no more sentences before than this, whatever the labels put between."""
    content = scene.contents[number]
    for earlier in range(number - 1, -1, -1):
        before = scene.contents[earlier]
        if scene.sentence[content.first] - scene.sentence[before.last - 1] > reach:
            break
        if before.pair >= 0:
            return earlier
    return number - 1


def _resumes(view: TokenView, content: RoleSpan) -> bool:
    """Whether small letters in marks go on after a comma: “It will,” said the clerk, citing a rule, “be cold.”."""
    comma = content.first - 1
    if content.pair < 0 or comma < 1 or view.words[comma] != "," or is_speech_verb(view.words[comma - 1]):
        return False
    return first_letter(view, content.pair).islower()


def _lead_in(view: TokenView, scene: Scene, best: Ints, score: NDArray[np.float64]) -> None:
    """“A,” said X, adding, “B” – a verb of saying right before the marks leads them in."""
    leading: dict[int, int] = {}
    for number, cue in enumerate(scene.cues):
        verb = cue.last - 1 - (view.words[cue.last - 1] in _ADDRESSED and cue.last - cue.first > 1)
        if view.words[verb].endswith("ing") and is_speech_verb(view.words[verb]):
            leading[verb] = number
    for number, content in enumerate(scene.contents):
        place = content.first - 1
        if content.pair < 0 or place < 1:
            continue
        if view.words[place] in (",", ":"):
            place -= 1 + (view.words[place - 1] in _ADDRESSED)
        cue_index = leading.get(place)
        if cue_index is not None and best[number] != cue_index:
            best[number], score[number] = cue_index, max(float(score[number]), SHARED)


def _whole_sentences(view: TokenView, span: RoleSpan) -> bool:
    """Whether a span begins with a sentence and ends with one, outside and inside its marks."""
    opens = span.first == 0 or view.sentence[span.first - 1] != view.sentence[span.first]
    closes = span.last == len(view) or view.sentence[span.last] != view.sentence[span.last - 1]
    return opens and closes and span.last - span.first > 2 and last_within(view, span.last) != ","


def _part_from_group(view: TokenView, contents: list[RoleSpan], best: Ints, score: NDArray[np.float64]) -> None:
    """Of the contents that choose one cue, leave the best and those that surely go with it."""
    leader: dict[int, int] = {}
    for number in np.argsort(-score, kind="stable").tolist():
        cue = int(best[number])
        if cue < 0 or contents[number].optional:
            continue
        first = leader.setdefault(cue, number)
        mine, theirs = contents[number].pair, contents[first].pair
        if number == first or (mine >= 0 and mine == theirs):
            continue
        marked = (mine >= 0) + (theirs >= 0)
        parted = marked == 2 and _is_another_turn(view, *sorted((mine, theirs)))
        if parted or score[number] < (SHARED, SHARED_MIXED, SHARED_MARKS)[marked]:
            best[number] = -1


def _part_from_speech(view: TokenView, contents: list[RoleSpan], best: Ints) -> None:
    """Keep narration out of a quotation: “It will rain,” | said the clerk, | in a hat with a feather.

    Of annotated quotations that open in marks, one in eighty goes on without any; of sentences in marks that an
    attribution leads in, one in twenty-five was begun before it.
    """
    members: dict[int, list[int]] = {}
    for number, cue in enumerate(best.tolist()):
        if cue >= 0 and not contents[number].optional:
            members.setdefault(cue, []).append(number)
    for numbers in members.values():
        speech = [number for number in numbers if contents[number].pair >= 0]
        for number in numbers:
            plain = contents[number]
            if plain.pair >= 0 or not speech or view.quoted[plain.first : plain.last].any():
                continue
            if number > speech[0] or _is_led_in(view, contents[speech[0]]):
                best[number] = -1


def _is_led_in(view: TokenView, speech: RoleSpan) -> bool:
    """Whether words in marks begin with a capital after a comma or colon: she said, “Nobody came.”."""
    led_in = speech.first > 0 and view.words[speech.first - 1] in (",", ":")
    return led_in and first_letter(view, speech.pair).isupper()


def _is_another_turn(view: TokenView, early: int, late: int) -> bool:
    """Whether words in marks in a later paragraph answer a question, or are a heading in marks of another kind.

    In news, speech that states goes on by itself after “he said.”, in the next paragraph too.
    """
    before, after = view.pairs[early], view.pairs[late]
    last, first = view.tokens_in(before.end, after.start)
    if not (before.closed or before.kind == "dash") or view.paragraph[last - 1] == view.paragraph[first]:
        return False
    return before.kind != after.kind or "?" in view.words[last - _END : last]


def _take_openings(contents: list[RoleSpan], best: Ints) -> None:
    """What opens a sentence goes with the speech in marks that ends it."""
    for number, content in enumerate(contents):
        if content.optional:
            following = next((n for n in range(number + 1, len(contents)) if contents[n].pair >= 0), None)
            best[number] = -1 if following is None else best[following]


def _gap(a: RoleSpan, b: RoleSpan) -> int:
    return max(b.first - a.last, a.first - b.last, 0)
