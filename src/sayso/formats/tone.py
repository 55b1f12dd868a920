"""Tone of many short texts: records with "id", "text" and perhaps "target" in, records with a score out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sayso.analysers.sentiment import score_many, score_sentiment
from sayso.errors import Failure, InputError

if TYPE_CHECKING:
    from sayso.records import Sentiment

__all__ = ["score_records"]

LABELS: Final = {"negative": -1, "neutral": 0, "positive": 1}
BATCH: Final = 1000


def score_records(
    records: Iterable[Mapping[str, Any]], *, on_error: Callable[[Failure], object]
) -> Iterator[dict[str, Any]]:
    """Score texts, or the tone toward a target in each.

    Args:
        records: each with "id", "text" and, to score toward a place in the text, "target": [start, end].
        on_error: called with a Failure for each record that cannot be scored, which is passed over.

    Yields:
        A dict each, in order: "id", "score" (-1..1), "label" (-1, 0, 1) and "evidence", the words that carried it.
    """
    iterator = iter(records)
    while batch := list(itertools.islice(iterator, BATCH)):
        good = []
        for record in batch:
            try:
                good.append((record["id"], record["text"], _target(record)))
            except InputError as error:
                on_error(Failure(record["id"], str(error), error))
        yield from _scored(good, on_error)


def _scored(
    items: list[tuple[str, str, tuple[int, int] | None]], on_error: Callable[[Failure], object]
) -> Iterator[dict[str, Any]]:
    try:
        tones = score_many([text for _, text, _ in items], targets=[target for _, _, target in items])
    except InputError:  # one by one, to blame the right text
        for name, text, target in items:
            try:
                yield _row(name, score_sentiment(text, target=target))
            except InputError as error:
                on_error(Failure(name, str(error), error))
        return
    for (name, _, _), tone in zip(items, tones, strict=True):
        yield _row(name, tone)


def _row(name: str, tone: Sentiment) -> dict[str, Any]:
    return {
        "id": name,
        "score": round(float(tone.polarity), 4),
        "label": LABELS[tone.label],
        "evidence": list(tone.evidence),
    }


def _target(record: Mapping[str, Any]) -> tuple[int, int] | None:
    target = record.get("target")
    if target is None:
        return None
    if not isinstance(target, (list, tuple)) or len(target) != 2 or not all(type(offset) is int for offset in target):
        raise InputError(f'"target" must be [start, end], two whole numbers, not {target!r}')
    return target[0], target[1]
