"""What the parts of the wire format share: codecs of records, and the fields of quotations and quotes."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, Final, TypeAlias

from sayso import records
from sayso.codec import Anything, codec_of
from sayso.records import Entity, Mention, Sentiment, Tone
from sayso.spans import Span

__all__ = [
    "ANY",
    "CLUSTERS",
    "ENTITIES",
    "QUOTATION_FIELDS",
    "QUOTE_FIELDS",
    "QUOTE_OPTIONAL",
    "SPANS",
    "TONE",
    "VERSION",
    "Json",
]

Json: TypeAlias = dict[str, Any]

VERSION: Final = "sayso/1"

RECORDS: Final = tuple(
    value
    for name, value in inspect.getmembers(records, inspect.isclass)
    if dataclasses.is_dataclass(value) and name in records.__all__
)
ANY: Final = Anything(RECORDS)
SPANS: Final = codec_of(tuple[Span, ...])
ENTITIES: Final = codec_of(tuple[Entity, ...])
CLUSTERS: Final = codec_of(tuple[tuple[Mention, ...], ...])
TONE: Final = codec_of(Tone)
QUOTATION_FIELDS: Final = {
    name: codec_of(kind)
    for name, kind in {
        "id": str,
        "kind": records.QuoteKind,
        "content": tuple[Span, ...],
        "cue": tuple[Span, ...],
        "source": tuple[Span, ...],
        "confidence": float,
        "evidence": tuple[str, ...],
        "parent": str | None,
    }.items()
}
QUOTE_FIELDS: Final = {
    **QUOTATION_FIELDS,
    **{name: codec_of(str | None) for name in ("speaker", "speaker_label", "speaker_id")},
    "speaker_record": codec_of(int),
    "sentiment": codec_of(Sentiment),
}
QUOTE_OPTIONAL: Final = frozenset({"speaker_record", "sentiment"})
