"""Contents, cues and sources as stretches of tokens: read off the labels, and repaired against the marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.candidates import (
    can_speak,
    following_attribution,
    is_attributed_after,
    openings,
    opens_with_verb,
    suggested,
)
from sayso.analysers.quotations.lexicon import is_speech_verb, is_word
from sayso.analysers.quotations.marks import (
    LABEL_COLUMNS,
    MARKS,
    PAUSES,
    STOPS,
    first_letter,
    last_within,
    outer_pairs,
    pair_features,
    pair_tokens,
    stands_free,
)
from sayso.analysers.quotations.parting import is_likely_cue, parted_by_cues, parted_by_marks, without_participles
from sayso.analysers.quotations.view import RoleSpan, TokenView, faint_spans, labelled_spans

__all__ = ["RoleSpans", "ends_at_attribution", "quotes_in_headline", "read_spans"]

# Chosen on PolNeAR dev and LitBank.
WHOLE: Final = 0.45  # words in marks that are a content by themselves
SPEECH: Final = 0.5  # words in marks that belong to some content
PLAIN: Final = 0.8  # speech by the marks alone;
FEW: Final = 4  # of this many such pairs
AGREEMENT: Final = 0.95  # the labels should find this share
ACROSS: Final = 0.65  # content before an opening mark as probable as this goes on after it
NO_SPEECH: Final = 0.15
FAINT_CONTENT: Final = 0.4
FAINT_CUE: Final = 0.12
FAINT_SOURCE: Final = 0.06
_CLOSING: Final = {"(": ")", "[": "]"}
_LINKING: Final = frozenset("is are was were be been being 's ’s has have had".split())
_CLAUSE: Final = 14  # tokens before the mark
_INTERRUPTION: Final = 25  # tokens between the parts of a split quotation
_NAMED: Final = 8  # tokens of a speaker and the colon after it
_BRACKETED: Final = 4  # tokens before the bracket that closes a source


class RoleSpans(NamedTuple):
    """What plays a role in attributions, each list in text order; contents do not overlap."""

    contents: list[RoleSpan]
    cues: list[RoleSpan]
    sources: list[RoleSpan]


def read_spans(view: TokenView, models: Mapping[str, Trees]) -> RoleSpans:
    """Read the roles of a document, marks and labels together.

    Words in marks that read as speech are contents, whether labelled or not; other contents keep the marks that they
    hold whole. Cues and sources also include faint ones, for the joining to choose from.
    """
    spans = labelled_spans(view)
    labelled = [span for span in spans if span.role == "content"]
    contents = _contents(view, labelled, models)
    contents = [
        _ended_by_mark(view, part)
        for span in contents
        for whole in parted_by_marks(view, span)
        for part in parted_by_cues(view, whole)
    ]
    spans = [span for span in spans if span.role != "content"]
    contents = without_participles(view, contents, spans)
    taken = spans + contents
    faint = [_from_mark(view, span) for span in faint_spans(view, "content", [*taken, *labelled], FAINT_CONTENT)]
    contents = sorted([*contents, *(span for span in faint if span.last - span.first > 1)], key=_place)
    taken += contents
    cues = [span for span in spans if span.role == "cue"] + faint_spans(view, "cue", taken, FAINT_CUE)
    sources = [span for span in spans if span.role == "source"]
    sources += [span for span in faint_spans(view, "source", taken, FAINT_SOURCE) if can_speak(view, span)]
    contents = sorted([*contents, *openings(view, contents, [*cues, *sources])], key=_place)
    more_cues, more_sources = suggested(view, contents, cues, sources)
    inside_whole = [False] * (len(view) + 1)
    for span in contents:
        if span.pair >= 0:
            inside_whole[span.first : span.last] = [True] * (span.last - span.first)
    sources = [_balanced(view, span) for span in (*sources, *more_sources)]
    return RoleSpans(
        contents,
        sorted((span for span in (*cues, *more_cues) if not inside_whole[span.first]), key=_place),
        sorted((span for span in sources if not inside_whole[span.first]), key=_place),
    )


def _ended_by_mark(view: TokenView, content: RoleSpan) -> RoleSpan:
    """A content that opens in marks, without the narration after a pause in them: “Stay,” | until it was dark."""
    index = view.pair[content.first]
    if content.pair >= 0 or index < 0 or not view.pairs[index].closed or len(view.pairs[index].parts) > 1:
        return content
    first, last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)
    if first != content.first or not first + 2 < last < content.last or view.quoted[last : content.last].any():
        return content
    if last_within(view, last) not in PAUSES | STOPS:
        return content
    return replace(content, last=last, pair=index, apart=stands_free(view, index))


def _balanced(view: TokenView, span: RoleSpan) -> RoleSpan:
    """The span with the bracket that closes what it opens, or without what is left open: the Harbour Board (HB)."""
    opened: list[int] = []
    for place in range(span.first, span.last):
        if view.words[place] in _CLOSING:
            opened.append(place)
        elif opened and view.words[place] == _CLOSING[view.words[opened[-1]]]:
            opened.pop()
    if not opened:
        return span
    closing = _CLOSING[view.words[opened[0]]]
    for place in range(span.last, min(span.last + _BRACKETED, len(view))):
        if view.sentence[place] != view.sentence[span.first]:
            break
        if view.words[place] == closing:
            return replace(span, last=place + 1)
    return replace(span, last=opened[0]) if opened[0] > span.first else span


def _place(span: RoleSpan) -> tuple[int, int]:
    return span.first, span.last


def _contents(view: TokenView, labelled: Sequence[RoleSpan], models: Mapping[str, Trees]) -> list[RoleSpan]:
    pairs = outer_pairs(view)
    owner = np.full(len(view) + 1, -1, np.int64)  # which labelled content each token is in
    for number, span in enumerate(labelled):
        owner[span.first : span.last] = number
    if not pairs:
        return _fragments(view, labelled, owner)
    features = pair_features(view, pairs)
    by_marks = _labels_fail(features, models)
    if by_marks:
        features[:, -LABEL_COLUMNS:] = -1.0
    whole, speech = models["whole"](features), models["speech"](features)
    led_in: set[int] = set()
    for index in pairs:
        _end_with_marks(view, owner, index)
        if _begins_after_verb(view, labelled, owner, index):
            led_in.add(index)
        _end_at_attribution(view, labelled, owner, index)
    found: list[RoleSpan] = []
    resumed = _resumed(view, pairs)
    for index, is_whole, is_speech in zip(pairs, whole.tolist(), speech.tolist(), strict=True):
        stretches = pair_tokens(view, index)
        if index in resumed:
            owner[resumed[index] : stretches[0][0]] = -1
        inside = not by_marks and _runs_across(view, owner, stretches[0][0])
        likely = is_whole >= WHOLE or (len(stretches) > 1 and is_speech >= SPEECH) or _shown(view, index, stretches[0])
        if index in resumed or (index in led_in and is_speech >= SPEECH) or (likely and not inside):
            apart = stands_free(view, index)
            opening = None if by_marks else _opening(view, index, stretches)
            if opening is not None:
                owner[opening : stretches[0][1]] = -1
                found.append(RoleSpan("content", opening, stretches[0][1], is_whole))
                continue
            for first, last in stretches:
                owner[first:last] = -1
                found.append(RoleSpan("content", first, last, max(is_whole, is_speech), index, apart, by_marks))
            continue
        covered = sum(int((owner[first:last] >= 0).sum()) for first, last in stretches)
        size = sum(last - first for first, last in stretches)
        if is_speech < NO_SPEECH and covered and _lies_in(labelled, owner, stretches):
            for first, last in stretches:
                owner[first:last] = -1
        elif covered * 2 >= size:
            _snap(owner, stretches)
            _unite(labelled, owner, stretches)
        elif not covered and is_speech >= SPEECH:
            opening = None if by_marks else _opening(view, index, stretches)
            if opening is not None:
                owner[opening : stretches[0][0]] = -1
                stretches = [(opening, stretches[0][1])]
            found += [RoleSpan("content", first, last, is_speech) for first, last in stretches]
    filled = {stretches[0]: index for index in pairs if len(stretches := pair_tokens(view, index)) == 1}
    for span in _fragments(view, labelled, owner):
        index = filled.get((span.first, span.last), -1)
        opening = None if index < 0 or by_marks else _opening(view, index, [(span.first, span.last)])
        if opening is not None and (owner[opening : span.first] < 0).all():
            found.append(replace(span, first=opening))
        else:
            found.append(span if index < 0 else replace(span, pair=index, apart=stands_free(view, index)))
    return sorted(found, key=_place)


def _resumed(view: TokenView, pairs: Sequence[int]) -> dict[int, int]:
    """The pairs in which speech goes on after its attribution, each with the token where that begins.

    “It will,” said the clerk, rising from her chair, “be a cold night.” – all that stands between is no content.
    """
    found = {}
    for index, following in pairwise(pairs):
        first, last = pair_tokens(view, index)[-1][1], pair_tokens(view, following)[0][0]
        if view.paragraph[first - 1] != view.paragraph[last] or not 2 <= last - first <= _INTERRUPTION:
            continue
        if not view.pairs[index].closed or last_within(view, first) not in PAUSES or view.words[last - 1] != ",":
            continue
        attribution = following_attribution(view, first)
        if attribution is None or view.sentence[attribution[0].last] != view.sentence[last - 1]:
            continue
        rest = range(attribution[0].last, last - 1)
        if any(is_speech_verb(view.words[place]) for place in rest):
            continue
        if first_letter(view, following).islower() or not any(is_likely_cue(view, place) for place in rest):
            found[following] = first
    return found


def _end_with_marks(view: TokenView, owner: NDArray[np.int64], index: int) -> None:
    """Let no content run on over the attribution that ends an unclosed quotation."""
    if not ends_at_attribution(view, index):
        return
    last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)[1]
    number = owner[last - 1]
    while number >= 0 and last < len(view) and owner[last] == number and view.sentence[last] == view.sentence[last - 1]:
        owner[last] = -1
        last += 1


def _begins_after_verb(view: TokenView, labelled: Sequence[RoleSpan], owner: NDArray[np.int64], index: int) -> bool:
    """Let no content take in the verb that leads in its mark: people are seen | shouting “Bread!”."""
    first = pair_tokens(view, index)[0][0]
    if first < 2 or owner[first - 1] < 0 or view.labels is None:
        return False
    low, verb = labelled[int(owner[first - 1])].first, first - 1
    led_in = view.words[verb] in (",", ":") and first_letter(view, index).isupper()
    if led_in and first - low <= _NAMED and opens_with_verb(view, low - 1):
        owner[low:first] = -1
        return True
    if led_in and is_attributed_after(view, index):
        return True
    verb -= led_in
    if not is_speech_verb(view.words[verb]) or verb < low:
        return False
    near = view.labels.role_probabilities[max(low, first - _INTERRUPTION) : first, 1:3]
    if not led_in and near.sum(axis=1).mean() >= ACROSS and first - low > 2:
        return False
    owner[low:first] = -1
    return True


def _from_mark(view: TokenView, span: RoleSpan) -> RoleSpan:
    """The words in marks that a faint content goes on in, without the verb that stands right before them."""
    index = view.pair[span.last - 1]
    if index < 0 or len(view.pairs[index].parts) > 1:
        return span
    first, last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)
    if span.first < first < span.last <= last and is_speech_verb(view.words[first - 1]):
        return replace(span, first=first, last=last, pair=index, apart=stands_free(view, index))
    return span


def _end_at_attribution(view: TokenView, labelled: Sequence[RoleSpan], owner: NDArray[np.int64], index: int) -> None:
    """Let no content begin in the attribution that follows a comma in marks: “It holds,” the clerk said."""
    first, last = pair_tokens(view, index)[-1]
    if not view.pairs[index].closed or last - first < 3 or last_within(view, last) not in PAUSES or last >= len(view):
        return
    found = following_attribution(view, last) if view.paragraph[last] == view.paragraph[last - 1] else None
    if found is None:
        return
    end = max(span.last for span in found if span is not None)
    for number in sorted(set(owner[last:end].tolist()) - {-1}):
        place = last
        while place < labelled[number].last and not view.depth[place] and view.sentence[place] == view.sentence[last]:
            if owner[place] == number:
                owner[place] = -1
            place += 1


def _labels_fail(features: NDArray[np.float32], models: Mapping[str, Trees]) -> bool:
    """Whether the labels miss much of what marks alone show to be speech, as those learnt from news do in novels."""
    bare = features.copy()
    bare[:, -LABEL_COLUMNS:] = -1.0
    plain = models["whole"](bare) >= PLAIN
    if plain.sum() < FEW or features[0, -1] < 0:
        return False
    return float((features[plain, -LABEL_COLUMNS] >= 0.5).mean()) < AGREEMENT


def _runs_across(view: TokenView, owner: NDArray[np.int64], first: int) -> bool:
    """Whether a labelled content surely began before the mark: the plan would be “a slow eviction”."""
    if view.labels is None or first < 1 or owner[first - 1] < 0 or owner[first] != owner[first - 1]:
        return False
    return float(view.labels.role_probabilities[first - 1, 1:3].sum()) >= ACROSS


def _opening(view: TokenView, index: int, stretches: list[tuple[int, int]]) -> int | None:
    """Where a content begins that goes on in marks, as in: he said that there had been “many mistakes”.

    That is a “that” before the mark; or, where small letters in marks go on a clause without a pause, what follows the
    verb of saying, or the first word of the sentence.
    """
    first = stretches[0][0]
    if len(stretches) > 1 or first < 1 or view.sentence[first - 1] != view.sentence[first]:
        return None
    if view.words[first - 1] == "that":
        return first - 1
    if view.words[first - 1] == "," and first > 1 and view.words[first - 2] == "that":
        return first - 2
    verb = view.pos is not None and view.pos[first - 1].startswith("V") and view.words[first - 1] not in _LINKING
    if verb or not first_letter(view, index).islower():
        return None
    place = first
    while place > 0 and view.sentence[place - 1] == view.sentence[first] and first - place < _CLAUSE:
        word = view.words[place - 1]
        if is_speech_verb(word) or is_likely_cue(view, place - 1):
            break
        if not word[0].isalnum() and word[0] not in "'’$":
            return None
        place -= 1
    return place if place < first and first - place < _CLAUSE else None


def _shown(view: TokenView, index: int, stretch: tuple[int, int]) -> bool:
    """Whether layout or grammar make the words speech, whatever they are."""
    return quotes_in_headline(view, *stretch) or ends_at_attribution(view, index)


def ends_at_attribution(view: TokenView, index: int) -> bool:
    """Whether the words in marks that nobody closed end where an attribution begins."""
    pair = view.pairs[index]
    last = view.tokens_in(pair.start, pair.end)[1]
    if pair.closed or pair.kind == "dash" or not 0 < last < len(view) or view.words[last] in MARKS:
        return False
    return view.paragraph[last] == view.paragraph[last - 1]


def quotes_in_headline(view: TokenView, first: int, last: int) -> bool:
    """Whether a headline quotes: “We are not afraid”: workers on strike."""
    if view.paragraph_kinds[view.paragraph[first]] != "headline" or last - first < 5:
        return False
    after = last < len(view) and view.paragraph[last] == view.paragraph[first] and view.words[last] == ":"
    before = first > 0 and view.paragraph[first - 1] == view.paragraph[first] and view.words[first - 1] == ":"
    return before or after


def _lies_in(labelled: Sequence[RoleSpan], owner: NDArray[np.int64], stretches: list[tuple[int, int]]) -> bool:
    """Whether the contents labelled in these stretches all lie within them."""
    numbers = {int(number) for first, last in stretches for number in owner[first:last]} - {-1}
    low, high = stretches[0][0], stretches[-1][1]
    return all(low <= labelled[number].first and labelled[number].last <= high for number in numbers)


def _snap(owner: NDArray[np.int64], stretches: list[tuple[int, int]]) -> None:
    """Let the content that reaches into a pair of marks reach to its ends."""
    for first, last in stretches:
        known = np.flatnonzero(owner[first:last] >= 0)
        if len(known):
            owner[first : first + known[0]] = owner[first + known[0]]
            owner[first + known[-1] + 1 : last] = owner[first + known[-1]]


def _unite(labelled: Sequence[RoleSpan], owner: NDArray[np.int64], stretches: list[tuple[int, int]]) -> None:
    """Make one of the contents that the labels part within a pair of marks."""
    for first, last in stretches:
        numbers = list(dict.fromkeys(owner[first:last].tolist()))
        if numbers[0] < 0 or -1 in numbers:
            continue
        for number in numbers[1:]:
            low, high = labelled[number].first, labelled[number].last
            part = owner[low:high]
            part[part == number] = numbers[0]


def _fragments(view: TokenView, labelled: Sequence[RoleSpan], owner: NDArray[np.int64]) -> list[RoleSpan]:
    """The contents as the owners now say, without stray stops at their ends and without crumbs."""
    edges = np.flatnonzero(np.diff(owner[:-1], prepend=-1, append=-1)) if len(owner) > 1 else np.zeros(0, np.int64)
    found = []
    for first, last in pairwise(edges.tolist()):
        number = int(owner[first])
        if number < 0:
            continue
        whole = labelled[number].first == first and labelled[number].last == last
        low, high = (first, last) if whole else _without_stops(view, first, last)
        words = sum(is_word(word) for word in view.words[low:high])
        if words and (whole or words > 2 or words * 2 >= labelled[number].last - labelled[number].first):
            found.append(RoleSpan("content", low, high, labelled[number].confidence))
    return found


def _without_stops(view: TokenView, first: int, last: int) -> tuple[int, int]:
    while first < last and view.words[first] in STOPS:
        first += 1
    while last > first and view.words[last - 1] in STOPS and view.words[last - 1] not in MARKS:
        last -= 1
    return first, last
