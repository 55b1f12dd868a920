"""From role spans and marks to quotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.joining import Draft, join
from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.spans import read_spans
from sayso.analysers.quotations.view import RoleSpan, TokenView
from sayso.records import Quotation, QuoteKind
from sayso.spans import Span

__all__ = ["assemble", "draft_features", "drafts_of", "kind_of"]

LEAST: Final = 0.2  # quotations less probable than this are dropped


def assemble(view: TokenView, models: Mapping[str, Trees]) -> tuple[Quotation, ...]:
    """The quotations of a document in text order."""
    drafts = drafts_of(view, models)
    if drafts:
        for draft, confidence in zip(drafts, models["match"](draft_features(view, drafts)).tolist(), strict=True):
            draft.confidence = confidence
    return _records(view, [draft for draft in drafts if draft.confidence >= LEAST])


def drafts_of(view: TokenView, models: Mapping[str, Trees]) -> list[Draft]:
    """All attributions that can be read in a document, good and bad."""
    return join(view, read_spans(view, models), models)


def kind_of(view: TokenView, contents: list[RoleSpan]) -> QuoteKind:
    """Direct if every word of the contents is in marks, mixed if some are, else indirect."""
    words = [i for span in contents for i in range(span.first, span.last) if any(map(str.isalnum, view.words[i]))]
    count = sum(bool(view.quoted[i]) for i in words)
    if not count:
        return "indirect"
    return "direct" if count == len(words) else "mixed"


def draft_features(view: TokenView, drafts: list[Draft]) -> NDArray[np.float32]:
    """What speaks for and against each attribution being one, as a whole."""
    size = len(view)
    roles = np.zeros((size + 2, 3), np.float32)
    if view.labels is not None:
        roles[1:-1] = view.labels.role_probabilities[:, 1::2] + view.labels.role_probabilities[:, 2::2]
    begins = np.zeros(size + 2, np.float32)
    if view.labels is not None:
        begins[1:-1] = view.labels.role_probabilities[:, 1]
    sentence_size = np.bincount(view.sentence) if size else np.zeros(1, np.int64)
    labelled = float(roles.any())
    rows = []
    for draft in drafts:
        first, last = draft.contents[0], draft.contents[-1]
        inner = np.concatenate([roles[span.first + 1 : span.last + 1] for span in draft.contents])
        words = len(inner)
        quoted = float(np.mean([bool(view.quoted[i]) for span in draft.contents for i in range(span.first, span.last)]))
        row = [labelled, words, np.log1p(words), len(draft.contents), quoted, sum(span.pair >= 0 for span in draft.contents)]
        row += [inner[:, 0].mean(), inner[:, 0].min(), inner[:, 1].max(), inner[:, 2].max()]
        row += [min(span.confidence for span in draft.contents), max(span.confidence for span in draft.contents)]
        row += [begins[first.first + 1], begins[first.first + 2 : last.last + 1].max(initial=0.0)]
        row += [*roles[first.first], *roles[first.first + 1], *roles[last.last], *roles[last.last + 1]]
        row += [*_edge(view, first.first - 1), *_edge(view, first.first), *_edge(view, last.last - 1), *_edge(view, last.last)]
        row += [view.paragraph_kinds[view.paragraph[first.first]] == "headline", sentence_size[view.sentence[first.first]]]
        row += [first.first == 0 or view.sentence[first.first - 1] != view.sentence[first.first]]
        row += [last.last == size or view.sentence[last.last] != view.sentence[last.last - 1]]
        row += _span_row(view, roles, draft.cue, 2, draft.cue_score, first)
        row += _span_row(view, roles, draft.source, 1, draft.source_score, draft.cue or first)
        row += [draft.cue is not None and any(map(is_speech_verb, view.words[draft.cue.first : draft.cue.last]))]
        rows.append([float(value) for value in row])
    return np.array(rows, np.float32).reshape(len(drafts), -1)


def _edge(view: TokenView, place: int) -> list[bool]:
    word = view.words[place] if 0 <= place < len(view) else ""
    return [
        word == ",", word in (".", "?", "!"), word in (":", ";"), word in ("that", "to", "how", "what", "whether", "if"),
        word in ("and", "but", "or"), word in ("of", "in", "on", "for", "from", "about", "as", "with", "by", "at"), word == "",
    ]  # fmt: skip


def _span_row(view: TokenView, roles: NDArray[np.float32], span: RoleSpan | None, role: int, score: float, other: RoleSpan) -> list[float]:
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
    drafts.sort(key=lambda draft: (draft.contents[0].first, draft.contents[-1].last))
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
        records.append(
            Quotation(
                id=f"q{number}",
                kind=kind,
                content=content,
                cue=_span(view, draft.cue),
                source=_span(view, draft.source),
                confidence=round(draft.confidence, 3),
                evidence=tuple(evidence),
            )
        )
    return tuple(records)


def _span(view: TokenView, span: RoleSpan | None) -> Span | None:
    return None if span is None else view.span(span.first, span.last)


def _text(view: TokenView, span: RoleSpan) -> str:
    start, end = view.span(span.first, span.last)
    return view.text[start:end]
