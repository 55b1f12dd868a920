"""Reading of gold corpora, and their annotations carried over to our own tokens."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.document import Document
from sayso.errors import InputError
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, SpanArray

__all__ = ["Gold", "name_labels", "pos_labels", "read", "role_labels", "segmented"]

Allowed = NDArray[np.bool_]
_POS_CODE = {tag: code for code, tag in enumerate(POS_TAGS)}
_NAME_CODE = {tag: code for code, tag in enumerate(NAME_TAGS)}
_ROLE_CODE = {tag: code for code, tag in enumerate(ROLE_TAGS)}


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold document: its text with our segmentation, and the annotation as it was read."""

    doc: Document
    record: Mapping[str, Any]

    @property
    def permissive(self) -> bool:
        """Whether its licence lets weights learnt from it be shipped."""
        return self.record.get("meta", {}).get("permissive") is not False


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl or .jsonl.gz file.

    Raises:
        InputError: the file is missing, or a line is not a JSON object; names the file and line.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; --data must name the folder that holds {path.parent.name}/")
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number}: not JSON ({error})") from error
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                raise InputError(f'{path}, line {number}: not an object with "text"')
            yield record


def segmented(records: Iterable[Mapping[str, Any]]) -> list[Gold]:
    """Documents with our paragraphs, tokens and sentences."""
    out = []
    for record in records:
        doc = Document(record["text"], str(record.get("id", "")))
        for step in (paragraphs, tokens, sentences):
            doc = doc.with_layer(step.name, step(doc))
        if len(doc.tokens):
            out.append(Gold(doc, record))
    return out


def pos_labels(gold: Gold) -> Allowed:
    """Allowed tags of each of our tokens: the gold one where a gold token has the same span, else any."""
    known = {tuple(span): tag for span, tag in zip(gold.record["tokens"], gold.record["pos"], strict=True)}
    allowed = np.ones((len(gold.doc.tokens), len(POS_TAGS)), bool)
    for row, span in zip(allowed, gold.doc.tokens, strict=True):
        code = _POS_CODE.get(known.get(tuple(span), ""))
        if code is not None:
            row[:] = False
            row[code] = True
    return allowed


def name_labels(gold: Gold) -> Allowed:
    """Allowed name tags: BIO of the entities; MISC stays open outside them where a set did not annotate it fully."""
    annotated = gold.record.get("meta", {}).get("labels") or ["PER", "ORG", "LOC", "MISC"]
    allowed = np.zeros((len(gold.doc.tokens), len(NAME_TAGS)), bool)
    allowed[:, 0] = True
    if "MISC" not in annotated:
        allowed[:, [_NAME_CODE["B-MISC"], _NAME_CODE["I-MISC"]]] = True
    for entity in gold.record["entities"]:
        if f"B-{entity['label']}" in _NAME_CODE:
            places = _overlapping(gold.doc.tokens, entity["start"], entity["end"])
            _mark(allowed, places, _NAME_CODE[f"B-{entity['label']}"])
    return allowed


def role_labels(gold: Gold) -> Allowed:
    """Allowed role tags: BIO of the parts of every quotation, begun anew in each paragraph; any in discarded text."""
    spans = gold.doc.tokens
    allowed = np.zeros((len(spans), len(ROLE_TAGS)), bool)
    allowed[:, 0] = True
    begins = set(np.searchsorted(spans.starts, gold.doc.paragraphs.starts).tolist())
    for role in ("content", "source", "cue"):  # where roles overlap, the later one is the rarer one
        code = _ROLE_CODE[f"B-{role}"]
        for start, end in sorted({(s, e) for quote in gold.record["quotes"] for s, e in quote[role]}):
            places = _overlapping(spans, start, end)
            _mark(allowed, places, code)
            for place in begins.intersection(places):
                allowed[place] = False
                allowed[place, code] = True
    for start, end in gold.record.get("meta", {}).get("discard") or ():
        places = _overlapping(spans, start, end)
        allowed[places.start : places.stop] = True
    return allowed


def _overlapping(spans: SpanArray, start: int, end: int) -> range:
    first = int(np.searchsorted(spans.ends, start, side="right"))
    return range(first, max(first, int(np.searchsorted(spans.starts, end, side="left"))))


def _mark(allowed: Allowed, places: Sequence[int], begin: int) -> None:
    for number, place in enumerate(places):
        allowed[place] = False
        allowed[place, begin + (number > 0)] = True
