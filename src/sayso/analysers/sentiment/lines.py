"""One JSON record in, its tone out: what `sayso tone` does with every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from sayso.analysers.sentiment.scorer import LexiconSource, Scorer, default_scorer
from sayso.errors import InputError
from sayso.records import Sentiment

__all__ = ["tone_record", "tone_records"]

LABELS: Final = {"negative": -1, "neutral": 0, "positive": 1}
BATCH: Final = 256


def tone_record(record: Mapping[str, Any], *, lexicon: LexiconSource | None = None) -> dict[str, Any]:
    """The tone of one record {"id", "text", "target"?: [start, end]}.

    Returns:
        {"id", "score": -1..1, "label": -1 | 0 | 1, "evidence": [...]}.

    Raises:
        InputError: no text, or a target that is no place in it.
    """
    return next(tone_records([record], lexicon=lexicon))


def tone_records(
    records: Iterable[Mapping[str, Any]], *, lexicon: LexiconSource | None = None
) -> Iterator[dict[str, Any]]:
    """`tone_record` for many records, in order, read as they come and scored some hundred at a time."""
    scorer = default_scorer() if lexicon is None else Scorer(lexicon=lexicon)
    source = iter(records)
    while some := list(islice(source, BATCH)):
        texts, targets = zip(*map(_checked, some), strict=True)
        for record, tone in zip(some, scorer.score_many(texts, targets=targets), strict=True):
            yield {"id": record.get("id"), **_as_json(tone)}


def _as_json(tone: Sentiment) -> dict[str, Any]:
    return {"score": tone.polarity, "label": LABELS[tone.label], "evidence": list(tone.evidence)}


def _checked(record: Mapping[str, Any]) -> tuple[str, tuple[int, int] | None]:
    name = f"record {record.get('id')!r}" if isinstance(record, Mapping) else f"record {record!r}"
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise InputError(f'{name}: it must be an object with a "text"')
    target = record.get("target")
    if target is None:
        return record["text"], None
    if not (isinstance(target, (list, tuple)) and len(target) == 2 and all(type(at) is int for at in target)):
        raise InputError(f'{name}: "target" must be [start, end], offsets into the text, not {target!r}')
    if not 0 <= target[0] < target[1] <= len(record["text"]):
        raise InputError(f'{name}: "target" {target!r} is not a place in a text of {len(record["text"])} characters')
    return record["text"], (target[0], target[1])
