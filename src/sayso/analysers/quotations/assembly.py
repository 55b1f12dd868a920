"""From role spans and marks to quotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.candidates import following_attribution
from sayso.analysers.quotations.joining import Draft, join
from sayso.analysers.quotations.lexicon import is_speech_verb, is_word
from sayso.analysers.quotations.marks import usual_kind
from sayso.analysers.quotations.nested import nested
from sayso.analysers.quotations.scene import summed_roles
from sayso.analysers.quotations.spans import ends_at_attribution, quotes_in_headline, read_spans
from sayso.analysers.quotations.turns import lead_source, turns
from sayso.analysers.quotations.unspoken import is_unspoken
from sayso.analysers.quotations.view import RoleSpan, TokenView
from sayso.records import Quotation, QuoteKind
from sayso.spans import Span

__all__ = ["assemble", "draft_features", "drafts_of", "kind_of"]

LEAST: Final = 0.3  # quotations less probable than this are dropped,
HELD: Final = 0.4  # or than this if a sentence holds the words in marks without a cue
SURE: Final = 0.6  # cues as probable as this are not overruled by the layout
ENDED: Final = 0.6  # confidence, at least, of an unclosed quotation that its attribution ends,
HEADLINE: Final = 0.5  # or of words in marks that a headline sets off by a colon
TURN: Final = "a turn of an interview"
_OPENERS: Final = frozenset(["that", "to", "how", "what", "whether", "if"])
_PREPOSITIONS: Final = frozenset(["of", "in", "on", "for", "from", "about", "as", "with", "by", "at"])


def assemble(view: TokenView, models: Mapping[str, Trees]) -> tuple[Quotation, ...]:
    """The quotations of a document in text order."""
    drafts = drafts_of(view, models)
    if drafts:
        for draft, confidence in zip(drafts, _confidences(view, drafts, models), strict=True):
            draft.confidence = confidence
            _read_layout(view, draft)
            _read_end(view, draft)
    usual = usual_kind(view)
    kept = [
        draft for draft in drafts if draft.confidence >= _least(view, draft) and not is_unspoken(view, draft, usual)
    ]
    said = turns(view)
    if said:
        at = {view.paragraph[content.first]: content for turn in said for content in turn.contents}
        kept = [draft for draft in kept if not _repeats_turn(draft, at.get(view.paragraph[draft.contents[0].first]))]
        kept += [Draft(turn.contents, None, turn.source, confidence=0.9, reason=TURN) for turn in said]
    return _records(view, [*kept, *nested(view, kept)])


def _least(view: TokenView, draft: Draft) -> float:
    """How probable an attribution must be: more so for words in marks that a sentence holds without a cue."""
    first, last = draft.contents[0], draft.contents[-1]
    if draft.cue is not None or first.pair < 0:
        return LEAST
    begun = first.first > 0 and view.sentence[first.first - 1] == view.sentence[first.first]
    goes_on = last.last < len(view) and view.sentence[last.last] == view.sentence[last.last - 1]
    return HELD if begun or goes_on else LEAST


def _confidences(view: TokenView, drafts: list[Draft], models: Mapping[str, Trees]) -> list[float]:
    """How probable each attribution is; what rests on marks against the labels is judged without them."""
    sure = models["match"](draft_features(view, drafts))
    places = [place for place, draft in enumerate(drafts) if all(span.by_marks for span in draft.contents)]
    if places:
        bare = draft_features(replace(view, labels=None), [drafts[place] for place in places])
        sure[places] = np.maximum(sure[places], models["match"](bare))
    return [float(value) for value in sure]


def _read_layout(view: TokenView, draft: Draft) -> None:
    """Take the source from a dash or colon beside words in marks, where no cue speaks for another."""
    first, last = draft.contents[0], draft.contents[-1]
    if first.pair < 0 or draft.cue_score >= SURE:
        return
    source = lead_source(view, last) or lead_source(view, first)
    if source is not None:
        draft.cue, draft.source, draft.reason = None, source, "named beside the quotation"
        draft.confidence = max(draft.confidence, source.confidence)


def _read_end(view: TokenView, draft: Draft) -> None:
    """Take the attribution that ends an unclosed quotation, and keep what a headline sets off by a colon."""
    first, last = draft.contents[0], draft.contents[-1]
    if last.pair >= 0 and ends_at_attribution(view, last.pair):
        found = following_attribution(view, last.last)
        if found is not None:
            said, speaker = found
            if draft.cue is None or not said.overlaps(draft.cue):
                draft.cue = said
                draft.source = speaker or _beside(view, draft.source, said)
            elif draft.source is None:
                draft.cue, draft.source = found
            draft.confidence = max(draft.confidence, ENDED)
    elif first.pair >= 0 and len(draft.contents) == 1 and quotes_in_headline(view, first.first, first.last):
        cue = draft.cue
        if (
            cue is not None
            and draft.confidence < HEADLINE
            and not any(map(is_speech_verb, view.words[cue.first : cue.last]))
        ):
            draft.cue = None
        draft.confidence = max(draft.confidence, HEADLINE)


def _beside(view: TokenView, source: RoleSpan | None, cue: RoleSpan) -> RoleSpan | None:
    """A source if it can belong to a cue: it stands in the same sentence and is other words."""
    if source is None or source.overlaps(cue) or view.sentence[source.first] != view.sentence[cue.first]:
        return None
    return source


def _repeats_turn(draft: Draft, said: RoleSpan | None) -> bool:
    """Whether an attribution is no more than a turn: it holds most of a paragraph, or takes its name for a source."""
    if said is None:
        return False
    size = sum(span.last - span.first for span in draft.contents if span.first >= said.first)
    named = draft.source is not None and draft.source.first < said.first
    return size > 0 and (named or draft.cue is None or 2 * size > said.last - said.first)


def drafts_of(view: TokenView, models: Mapping[str, Trees]) -> list[Draft]:
    """All attributions that can be read in a document, good and bad."""
    return join(view, read_spans(view, models), models)


def kind_of(view: TokenView, contents: list[RoleSpan]) -> QuoteKind:
    """Direct if all words of the contents are in marks or after a dialogue dash, mixed if some are, else indirect."""
    if all(_opens_dialogue(view, span) for span in contents):
        return "direct"
    words = [i for span in contents for i in range(span.first, span.last) if is_word(view.words[i])]
    count = sum(bool(view.quoted[i]) for i in words)
    if not count:
        return "indirect"
    return "direct" if count == len(words) else "mixed"


def _opens_dialogue(view: TokenView, span: RoleSpan) -> bool:
    """Whether a content begins with the dash that opens a line of dialogue, or right after it."""
    index = view.pair[span.first]
    if index < 0 or view.pairs[index].kind != "dash":
        return False
    return view.starts[span.first] <= view.pairs[index].inner.start


def _said(view: TokenView, span: RoleSpan) -> Span:
    """The text of a content; unlike marks, the dash that opens a line of dialogue is no part of it."""
    start, end = view.span(span.first, span.last)
    return (
        Span(max(start, view.pairs[view.pair[span.first]].inner.start), end)
        if _opens_dialogue(view, span)
        else Span(start, end)
    )


def draft_features(view: TokenView, drafts: list[Draft]) -> NDArray[np.float32]:
    """What speaks for and against each attribution being one, as a whole."""
    size = len(view)
    roles = summed_roles(view)
    begins = np.zeros(size + 2, np.float32)
    if view.labels is not None:
        begins[1:-1] = view.labels.role_probabilities[:, 1]
    sentence_size = np.bincount(view.sentence) if size else np.zeros(1, np.int64)
    labelled = float(roles.any())
    share = float(np.mean(view.depth > 0)) if size else 0.0
    usual = usual_kind(view)
    rows = []
    for draft in drafts:
        first, last = draft.contents[0], draft.contents[-1]
        inner = np.concatenate([roles[span.first + 1 : span.last + 1] for span in draft.contents])
        words = len(inner)
        quoted = float(np.mean([bool(view.quoted[i]) for span in draft.contents for i in range(span.first, span.last)]))
        row = [
            labelled,
            share,
            words,
            np.log1p(words),
            len(draft.contents),
            quoted,
            sum(span.pair >= 0 for span in draft.contents),
        ]
        row += [inner[:, 0].mean(), inner[:, 0].min(), inner[:, 1].max(), inner[:, 2].max()]
        row += [min(span.confidence for span in draft.contents), max(span.confidence for span in draft.contents)]
        row += [begins[first.first + 1], begins[first.first + 2 : last.last + 1].max(initial=0.0)]
        row += [*roles[first.first], *roles[first.first + 1], *roles[last.last], *roles[last.last + 1]]
        row += [
            *_edge(view, first.first - 1),
            *_edge(view, first.first),
            *_edge(view, last.last - 1),
            *_edge(view, last.last),
        ]
        row += [
            view.paragraph_kinds[view.paragraph[first.first]] == "headline",
            sentence_size[view.sentence[first.first]],
        ]
        row += [first.first == 0 or view.sentence[first.first - 1] != view.sentence[first.first]]
        row += [last.last == size or view.sentence[last.last] != view.sentence[last.last - 1]]
        row += _span_row(view, roles, draft.cue, 2, draft.cue_score, first)
        row += _span_row(view, roles, draft.source, 1, draft.source_score, draft.cue or first)
        row += _layout_row(view, first, last, usual)
        row += [draft.cue is not None and any(map(is_speech_verb, view.words[draft.cue.first : draft.cue.last]))]
        rows.append([float(value) for value in row])
    return np.array(rows, np.float32).reshape(len(drafts), -1)


def _layout_row(view: TokenView, first: RoleSpan, last: RoleSpan, usual: str) -> list[float]:
    """Which marks the words are in, and whether these are all of their paragraph."""
    index = view.pair[first.first]
    kind = view.pairs[index].kind if index >= 0 else ""
    opens = first.first == 0 or view.paragraph[first.first - 1] != view.paragraph[first.first]
    closes = last.last == len(view) or view.paragraph[last.last] != view.paragraph[last.last - 1]
    return [float(kind == "single"), float(index >= 0 and kind != usual), float(opens), float(closes)]


def _edge(view: TokenView, place: int) -> list[bool]:
    word = view.words[place] if 0 <= place < len(view) else ""
    return [
        word == ",", word in (".", "?", "!"), word in (":", ";"), word in _OPENERS, word in ("and", "but", "or"),
        word in _PREPOSITIONS, word == "",
    ]  # fmt: skip


def _span_row(
    view: TokenView, roles: NDArray[np.float32], span: RoleSpan | None, role: int, score: float, other: RoleSpan
) -> list[float]:
    if span is None:
        return [0.0] * 8
    inner = roles[span.first + 1 : span.last + 1]
    gap = max(other.first - span.last, span.first - other.last, 0)
    same = view.sentence[span.first] in (view.sentence[other.first], view.sentence[other.last - 1])
    return [
        1.0, float(inner[:, role].mean()), float(inner[:, role].max()), score, span.last - span.first, gap,
        float(span.first > other.first), float(same),
    ]  # fmt: skip


def _records(view: TokenView, drafts: list[Draft]) -> tuple[Quotation, ...]:
    drafts = sorted(drafts, key=lambda draft: (draft.contents[0].first, -draft.contents[-1].last))
    ids = [f"q{number}" for number in range(1, len(drafts) + 1)]
    return tuple(
        Quotation(
            id=own,
            kind="direct" if draft.reason == TURN else kind_of(view, draft.contents),
            content=tuple(_said(view, span) for span in draft.contents),
            cue=_span(view, draft.cue),
            source=_source(view, draft),
            confidence=round(draft.confidence, 3),
            evidence=_evidence(view, draft),
            parent=None if outer is None else ids[outer],
        )
        for own, draft, outer in zip(ids, drafts, _parents(drafts), strict=True)
    )


def _parents(drafts: list[Draft]) -> list[int | None]:
    """For each attribution, in text order, the index of the innermost one whose content holds all of its own."""
    parents: list[int | None] = []
    open_ones: list[int] = []
    for number, draft in enumerate(drafts):
        first, last = draft.contents[0].first, draft.contents[-1].last
        while open_ones and drafts[open_ones[-1]].contents[-1].last <= first:
            open_ones.pop()
        holder = None
        for other in reversed(open_ones):
            if any(span.first <= first and last <= span.last for span in drafts[other].contents):
                holder = other
                break
        parents.append(holder)
        open_ones.append(number)
    return parents


def _evidence(view: TokenView, draft: Draft) -> tuple[str, ...]:
    """In words, what the quotation rests on."""
    reasons = [draft.reason] if draft.reason else []
    if draft.reason != TURN:
        reasons += _marks_in_words(view, draft)
    if draft.cue is not None:
        reasons.append(f"cue “{_text(view, draft.cue)}”")
    source = _source(view, draft)
    if source is not None:
        reasons.append(f"source “{view.text[source.start : source.end]}”")
    if len(draft.contents) > 1:
        several = view.paragraph[draft.contents[0].first] != view.paragraph[draft.contents[-1].first]
        reasons.append("runs over paragraphs" if several else "split by its attribution")
    if view.paragraph_kinds[view.paragraph[draft.contents[0].first]] == "headline":
        reasons.append("in the headline")
    return tuple(reasons)


def _marks_in_words(view: TokenView, draft: Draft) -> list[str]:
    """How much of a quotation is in marks, and of which kind."""
    words = [place for span in draft.contents for place in range(span.first, span.last) if is_word(view.words[place])]
    marked = sum(bool(view.depth[place]) for place in words)
    if not marked:
        return []
    last = draft.contents[-1].pair
    if last >= 0 and view.pairs[last].kind == "dash":
        return ["after a dash that opens dialogue"]
    reasons = ["in quotation marks" if marked == len(words) else "partly in quotation marks"]
    if last >= 0 and not view.pairs[last].closed:
        reasons.append("the closing mark is missing")
    return reasons


def _source(view: TokenView, draft: Draft) -> Span | None:
    """The span of a source; the letter of a turn goes without its full stop ("Q.")."""
    span = _span(view, draft.source)
    if (
        span is not None
        and draft.reason == TURN
        and span.end - span.start == len("Q.")
        and view.text[span.end - 1] == "."
    ):
        return Span(span.start, span.end - 1)
    return span


def _span(view: TokenView, span: RoleSpan | None) -> Span | None:
    return None if span is None else view.span(span.first, span.last)


def _text(view: TokenView, span: RoleSpan) -> str:
    start, end = view.span(span.first, span.last)
    return view.text[start:end]
