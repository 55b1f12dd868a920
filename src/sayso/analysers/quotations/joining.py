"""Which content was said with which cue, and which source said it: learnt from annotated attributions.

Two boosted-tree models score pairs: content with cue, and cue with source. Every attribution has one cue; contents
that choose the same cue are parts of one quotation; a source may serve several attributions. The set-up follows
the annotation of PolNeAR (Newell, Margolin & Ruths 2018), where each attribution is a source, a cue and contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.scene import Scene, scene_of, source_pairs
from sayso.analysers.quotations.sharing import settle
from sayso.analysers.quotations.spans import RoleSpans
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["Draft", "join"]

Ints = NDArray[np.int64]

SOURCE: Final = 0.1  # below this probability an attribution goes without a source


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
    drafts, near, cue_index = _with_cues(view, scene, models)
    if sources:
        pairs = source_pairs(scene, np.array(near, np.int64), np.array(cue_index, np.int64))
        i, j = pairs.left, pairs.right
        if len(i):
            probability = pairs.scored(models["source"])
            for row in np.argsort(probability, kind="stable").tolist():
                if probability[row] >= SOURCE:
                    draft = drafts[int(i[row])]
                    draft.source, draft.source_score = sources[int(j[row])], float(probability[row])
    return drafts


def _with_cues(view: TokenView, scene: Scene, models: Mapping[str, Trees]) -> tuple[list[Draft], list[int], list[int]]:
    """Attributions, and for each the index of the content nearest to its cue and of the cue (-1: none)."""
    contents, cues = scene.contents, scene.cues
    best, score = settle(view, scene, models)
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


def _gap(a: RoleSpan, b: RoleSpan) -> int:
    return max(b.first - a.last, a.first - b.last, 0)
