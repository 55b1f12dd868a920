"""From role spans and marks to quotations."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field

from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.marks import is_speech, pair_tokens
from sayso.analysers.quotations.view import RoleSpan, TokenView, role_spans
from sayso.records import Quotation, QuoteKind
from sayso.spans import Span

__all__ = ["assemble", "kind_of"]


@dataclass(slots=True)
class _Draft:
    """An attribution in the making; stretches of tokens."""

    contents: list[RoleSpan]
    cue: RoleSpan | None = None
    source: RoleSpan | None = None
    reasons: list[str] = field(default_factory=list)


def assemble(view: TokenView) -> tuple[Quotation, ...]:
    """Join contents with cues and sources."""
    contents, cues, sources = _spans_of(view)
    drafts = _join(view, contents, cues, sources)
    return _records(view, drafts)


def kind_of(view: TokenView, contents: list[RoleSpan]) -> QuoteKind:
    """Direct if every word of the content is in marks, mixed if some are, else indirect."""
    flags = [
        bool(view.depth[i])
        for span in contents
        for i in range(span.first, span.last)
        if any(map(str.isalnum, view.words[i]))
    ]
    if not any(flags):
        return "indirect"
    return "direct" if all(flags) else "mixed"


def _spans_of(view: TokenView) -> tuple[list[RoleSpan], list[RoleSpan], list[RoleSpan]]:
    spans: list[RoleSpan] = []
    if view.labels is not None:
        spans = role_spans(view.labels.roles.tolist(), view.labels.role_probabilities)
        spans = [span for span in spans if view.quotable[span.first]]
    contents = [span for span in spans if span.role == "content"]
    covered = [False] * (len(view) + 1)
    for span in contents:
        covered[span.first : span.last] = [True] * (span.last - span.first)
    done: set[int] = set()
    for index in sorted(set(view.pair) - {-1}):
        stretches = pair_tokens(view, index)
        size = sum(last - first for first, last in stretches)
        hits = sum(covered[i] for first, last in stretches for i in range(first, last))
        if hits * 2 < size and view.quotable[stretches[0][0]] and index not in done and is_speech(view, index):
            contents = [c for c in contents if not any(c.first < last and first < c.last for first, last in stretches)]
            contents += [RoleSpan("content", first, last, 0.5) for first, last in stretches if last > first]
    contents.sort(key=lambda span: span.first)
    return contents, [s for s in spans if s.role == "cue"], [s for s in spans if s.role == "source"]


def _gap(a: RoleSpan, b: RoleSpan) -> int:
    return max(b.first - a.last, a.first - b.last, 0)


def _nearest(view: TokenView, span: RoleSpan, others: list[RoleSpan], reach: int = 40) -> RoleSpan | None:
    """The nearest of the others, those in the same sentence first, never out of the paragraph."""
    best: tuple[float, RoleSpan] | None = None
    at = bisect.bisect_left([other.first for other in others], span.first)
    for other in others[max(at - 4, 0) : at + 4]:
        if view.paragraph[other.first] not in (view.paragraph[span.first], view.paragraph[span.last - 1]):
            continue
        same = view.sentence[other.first] in (view.sentence[span.first], view.sentence[span.last - 1])
        cost = _gap(span, other) + (0 if same else 12)
        if cost <= reach and (best is None or cost < best[0]):
            best = cost, other
    return best[1] if best else None


def _join(view: TokenView, contents: list[RoleSpan], cues: list[RoleSpan], sources: list[RoleSpan]) -> list[_Draft]:
    drafts: list[_Draft] = []
    by_cue: dict[int, _Draft] = {}
    for content in contents:
        cue = _nearest(view, content, cues) or _cue_beside(view, content)
        if cue is not None and cue.first in by_cue:
            by_cue[cue.first].contents.append(content)
            continue
        draft = _Draft([content], cue)
        drafts.append(draft)
        if cue is not None:
            by_cue[cue.first] = draft
    for draft in drafts:
        anchor = draft.cue or draft.contents[0]
        draft.source = _nearest(view, anchor, sources, reach=25 if draft.cue else 10)
        if draft.source is None and draft.cue is not None:
            draft.source = _source_beside(view, draft.cue)
    return drafts


def _cue_beside(view: TokenView, content: RoleSpan) -> RoleSpan | None:
    """A verb of saying right after or before the content, in its paragraph."""
    if view.depth[content.first] == 0:
        return None
    for i in (
        *range(content.last, min(content.last + 6, len(view))),
        *range(content.first - 1, max(content.first - 6, -1), -1),
    ):
        if view.paragraph[i] != view.paragraph[content.first] or view.depth[i]:
            continue
        if is_speech_verb(view.words[i]):
            return RoleSpan("cue", i, i + 1, 0.5)
    return None


def _source_beside(view: TokenView, cue: RoleSpan) -> RoleSpan | None:
    """The words between the cue and the nearest stop, before it or else after it."""

    def usable(i: int) -> bool:
        word = view.words[i]
        return view.depth[i] == 0 and any(map(str.isalnum, word)) and view.paragraph[i] == view.paragraph[cue.first]

    first = cue.first
    while (
        first > 0
        and usable(first - 1)
        and view.sentence[first - 1] == view.sentence[cue.first]
        and cue.first - first < 8
    ):
        first -= 1
    if first < cue.first:
        return RoleSpan("source", first, cue.first, 0.4)
    last = cue.last
    while last < len(view) and usable(last) and last - cue.last < 8:
        last += 1
    return RoleSpan("source", cue.last, last, 0.4) if last > cue.last else None


def _records(view: TokenView, drafts: list[_Draft]) -> tuple[Quotation, ...]:
    drafts.sort(key=lambda draft: draft.contents[0].first)
    records = []
    for number, draft in enumerate(drafts, 1):
        content = tuple(view.span(span.first, span.last) for span in draft.contents)
        evidence = []
        kind = kind_of(view, draft.contents)
        if kind != "indirect":
            evidence.append("in quotation marks" if kind == "direct" else "partly in quotation marks")
        if draft.cue is not None:
            evidence.append(f"cue “{_text(view, draft.cue)}”")
        if draft.source is not None:
            evidence.append(f"source “{_text(view, draft.source)}”")
        if view.paragraph_kinds[view.paragraph[draft.contents[0].first]] == "headline":
            evidence.append("in the headline")
        confidence = sum(span.confidence for span in draft.contents) / len(draft.contents)
        records.append(
            Quotation(
                id=f"q{number}",
                kind=kind,
                content=content,
                cue=_span(view, draft.cue),
                source=_span(view, draft.source),
                confidence=round(confidence, 3),
                evidence=tuple(evidence),
            )
        )
    return tuple(records)


def _span(view: TokenView, span: RoleSpan | None) -> Span | None:
    return None if span is None else view.span(span.first, span.last)


def _text(view: TokenView, span: RoleSpan) -> str:
    start, end = view.span(span.first, span.last)
    return view.text[start:end]
