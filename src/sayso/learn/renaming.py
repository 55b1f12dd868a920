"""Training texts in which other people, organisations and places stand, so that context counts for more than memory.

Mention replacement after Dai & Adel (2020): every occurrence of a name in a text becomes the same other name of its
label. Places come from GeoNames (CC BY 4.0) as well, since news from all over the world names cities that no training
set has.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np

from sayso.learn.wordlists import cities

__all__ = ["Pools", "name_pools", "renamed"]

_SHARE: Final = 0.6  # of the names of a text
_LONGEST: Final = 5  # words
Pools = Mapping[str, Sequence[str]]


def name_pools(records: Iterable[Mapping[str, Any]]) -> Pools:
    """The names of each label in gold records, and the cities of the world, in alphabetical order."""
    found: dict[str, set[str]] = {"PER": set(), "ORG": set(), "LOC": set(cities())}
    for record in records:
        for entity in record.get("entities", ()):
            name = record["text"][entity["start"] : entity["end"]]
            if entity["label"] in found and _is_plain(name):
                found[entity["label"]].add(name)
    return {label: sorted(names) for label, names in found.items()}


def renamed(
    records: Sequence[Mapping[str, Any]], names: Mapping[str, Any], pools: Pools, rng: np.random.Generator
) -> list[Mapping[str, Any]]:
    """Records of one text with other names in it, all their offsets moved along.

    Args:
        records: annotations of the same text.
        names: the one of them whose entities are replaced.
        pools: names to take, by label.
        rng: draws which names go, and what comes for them.
    """
    text = records[0]["text"]
    chosen: dict[tuple[str, str], str | None] = {}
    pieces: list[str] = []
    gone: list[tuple[int, int]] = []
    edges, shifts = [0], [0]  # from each edge on, offsets move by so much
    done = shift = 0
    for entity in sorted(names["entities"], key=lambda entity: (entity["start"], -entity["end"])):
        start, end = entity["start"], entity["end"]
        name = text[start:end]
        pool = pools.get(entity["label"])
        if start < done or not pool or not _is_plain(name):
            continue
        key = (entity["label"], name)
        if key not in chosen:
            chosen[key] = pool[int(rng.integers(len(pool)))] if rng.random() < _SHARE else None
        new = chosen[key]
        if new is None:
            continue
        new = new.upper() if name.isupper() and len(name) > 4 else new
        pieces += [text[done:start], new]
        done = end
        shift += len(new) - len(name)
        gone.append((start, end))
        edges.append(end)
        shifts.append(shift)
    pieces.append(text[done:])

    def moved(start: int, end: int) -> list[int] | None:
        first = bisect.bisect_right(gone, start, key=itemgetter(1))
        last = bisect.bisect_left(gone, end, key=itemgetter(0)) - 1
        if first <= last and (gone[first][0] < start or gone[last][1] > end):
            return None  # it began or ended within a name that is no more
        return [offset + shifts[bisect.bisect_right(edges, offset) - 1] for offset in (start, end)]

    return [_moved(record, "".join(pieces), moved) for record in records]


def _is_plain(name: str) -> bool:
    return name[:1].isupper() and "\n" not in name and len(name.split()) <= _LONGEST


def _moved(record: Mapping[str, Any], text: str, moved: Callable[[int, int], list[int] | None]) -> dict[str, Any]:
    def spans(found: Iterable[Sequence[int]]) -> list[list[int]]:
        return [span for start, end in found if (span := moved(start, end)) is not None]

    new = {**record, "text": text}
    if "tokens" in record:
        tagged = [(moved(*span), tag) for span, tag in zip(record["tokens"], record["pos"], strict=True)]
        new["tokens"] = [span for span, _ in tagged if span is not None]
        new["pos"] = [tag for span, tag in tagged if span is not None]
    if "entities" in record:
        places = [(entity, moved(entity["start"], entity["end"])) for entity in record["entities"]]
        new["entities"] = [{**entity, "start": span[0], "end": span[1]} for entity, span in places if span is not None]
    if "quotes" in record:
        new["quotes"] = [
            {**quote, **{role: spans(quote[role]) for role in ("content", "source", "cue")}}
            for quote in record["quotes"]
        ]
    if record.get("meta", {}).get("discard"):
        new["meta"] = {**record["meta"], "discard": spans(record["meta"]["discard"])}
    return new
