"""Which contents are parts of one quotation: those that share a cue, as the parts of a split quotation do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.marks import PAUSES
from sayso.analysers.quotations.scene import Floats, Ints, Scene, cue_pairs, edges, relation, sides
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["Choice", "choice_of", "leaders", "settle", "share_features", "share_pairs"]

CUE: Final = 0.1  # below this probability a content goes without a cue
SHARED: Final = 0.5  # contents as probable as this go with the leader of a cue


class Choice(NamedTuple):
    """Which cue each content would choose by itself.

    best, score: the cue of each content (-1: none) and its probability.
    probability: of every pair of content and cue that was looked at.
    """

    best: Ints
    score: NDArray[np.float64]
    probability: dict[tuple[int, int], float]


def settle(view: TokenView, scene: Scene, models: Mapping[str, Trees]) -> tuple[Ints, NDArray[np.float64]]:
    """The cue of every content (-1: none) and its probability; contents with the same cue are one quotation."""
    choice = choice_of(scene, models["cue"])
    best, score = choice.best.copy(), choice.score.copy()
    lead = leaders(choice)
    pairs = share_pairs(scene, choice)
    shared = models["share"](share_features(view, scene, choice, pairs)) if pairs else np.zeros(0)
    chosen: dict[int, tuple[float, int]] = {}
    for (content, cue), probability in zip(pairs, shared.tolist(), strict=True):
        if probability >= SHARED:
            chosen[content] = max(chosen.get(content, (0.0, -1)), (probability, cue))
    following = {int(best[number]) for number in chosen if lead.get(int(best[number])) == number}
    for number, (probability, cue) in chosen.items():
        if cue not in following:  # nobody follows one that itself goes elsewhere
            best[number], score[number] = cue, probability
    for number in range(len(scene.contents)):
        cue = int(best[number])
        if cue >= 0 and number not in chosen and lead.get(cue) != number:
            best[number], score[number] = _next_cue(choice, number, lead)
    _share_in_pair(scene.contents, best, score)
    return best, score


def choice_of(scene: Scene, model: Trees) -> Choice:
    """Let every content choose its most probable cue; the paragraphs of one quotation choose together."""
    size = len(scene.contents)
    best, score = np.full(size, -1, np.int64), np.zeros(size)
    pairs = cue_pairs(scene)
    probability = pairs.scored(model)
    order = np.argsort(probability, kind="stable")
    best[pairs.left[order]], score[pairs.left[order]] = pairs.right[order], probability[order]
    best[score < CUE] = -1
    best[[span.optional for span in scene.contents]] = -1
    _share_in_pair(scene.contents, best, score)
    at = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return Choice(best, score, dict(zip(at, probability.tolist(), strict=True)))


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


def leaders(choice: Choice) -> dict[int, int]:
    """For each chosen cue the content that goes with it most surely."""
    lead: dict[int, int] = {}
    for number in np.argsort(-choice.score, kind="stable").tolist():
        if choice.best[number] >= 0:
            lead.setdefault(int(choice.best[number]), number)
    return lead


def _next_cue(choice: Choice, number: int, lead: Mapping[int, int]) -> tuple[int, float]:
    """The most probable cue that leads no other content."""
    own = [
        (choice.probability.get((number, cue), 0.0), cue)
        for cue in range(int(choice.best[number]) - 4, int(choice.best[number]) + 5)
        if cue not in lead
    ]
    probability, cue = max(own, default=(0.0, -1))
    return (cue, probability) if probability >= CUE else (-1, 0.0)


def share_pairs(scene: Scene, choice: Choice) -> list[tuple[int, int]]:
    """Contents, each with the cues before, after and of its own choice that another content leads."""
    lead = leaders(choice)
    size = len(scene.contents)
    before, after = [-1] * size, [-1] * size
    for number in range(1, size):
        before[number] = int(choice.best[number - 1]) if choice.best[number - 1] >= 0 else before[number - 1]
    for number in range(size - 2, -1, -1):
        after[number] = int(choice.best[number + 1]) if choice.best[number + 1] >= 0 else after[number + 1]
    found = []
    for number, content in enumerate(scene.contents):
        if content.pair >= 0 and number and scene.contents[number - 1].pair == content.pair:
            continue  # a further paragraph of one quotation goes with the first
        for cue in sorted({before[number], after[number], int(choice.best[number])} - {-1}):
            leader = lead[cue]
            if leader != number and (content.pair < 0 or scene.contents[leader].pair != content.pair):
                found.append((number, cue))
    return found


def share_features(view: TokenView, scene: Scene, choice: Choice, pairs: list[tuple[int, int]]) -> Floats:
    """What speaks for a content going with the leader of a cue."""
    lead = leaders(choice)
    number = np.array([content for content, _ in pairs], np.int64)
    cue = np.array([at for _, at in pairs], np.int64)
    leader = np.array([lead[at] for at in cue.tolist()], np.int64)
    contents, cues = sides(scene.contents), sides(scene.cues)
    own, first, verb = contents.take(number), contents.take(leader), cues.take(cue)
    whole = np.array([_whole_sentences(view, span) for span in scene.contents], np.float32)
    marked = np.array([span.pair >= 0 for span in scene.contents], np.float32)
    paused = np.array([view.words[span.last - 2] in PAUSES for span in scene.contents], np.float32)
    stopped = np.array([view.words[span.last - 1] in PAUSES for span in scene.contents], np.float32)
    optional = np.array([span.optional for span in scene.contents], np.float32)
    lower = np.array([_continues(view, span) for span in scene.contents], np.float32)
    probability = np.array([choice.probability.get(pair, 0.0) for pair in pairs])
    begins = np.zeros((len(view), 2), np.float32)  # that a content begins here, or goes on
    if view.labels is not None:
        begins = view.labels.role_probabilities[:, 1:3]
    later = np.maximum(own.first, first.first)
    touching = np.minimum(own.last, first.last) == later
    is_own = choice.best[number] == cue
    rows = [
        probability, choice.score[leader], choice.score[number], is_own, choice.best[number] < 0, leader - number,
        marked[number], marked[leader], whole[number], whole[leader], paused[number], paused[leader],
        stopped[number], stopped[leader], lower[number], lower[leader], optional[number],
        verb.first > first.first, own.first > verb.first, touching, begins[later, 0], begins[later, 1],
        begins[own.first, 0], begins[first.first, 0],
    ]  # fmt: skip
    columns = np.stack([np.asarray(row, np.float32) for row in rows], axis=1)
    return np.hstack(
        [columns, relation(scene, own, first), relation(scene, own, verb), relation(scene, first, verb),
         edges(scene, own), edges(scene, first), edges(scene, verb)]
    )  # fmt: skip


def _whole_sentences(view: TokenView, span: RoleSpan) -> bool:
    """Whether a span begins with a sentence and ends with one, outside and inside its marks."""
    opens = span.first == 0 or view.sentence[span.first - 1] != view.sentence[span.first]
    closes = span.last == len(view) or view.sentence[span.last] != view.sentence[span.last - 1]
    return opens and closes and span.last - span.first > 2 and view.words[span.last - 2] != ","


def _continues(view: TokenView, span: RoleSpan) -> bool:
    """Whether the first letter is a small one, as where a sentence goes on."""
    for place in range(span.first, span.last):
        letter = view.text[view.starts[place]]
        if letter.isalnum():
            return letter.islower()
    return False
