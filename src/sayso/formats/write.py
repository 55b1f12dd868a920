"""Writers: documents to JSON, JSON lines, a table of quotes as CSV, and text for the terminal."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from sayso.errors import Failure, SaysoError
from sayso.formats.table import document_table
from sayso.records import Tone

if TYPE_CHECKING:
    from sayso.document import Document

__all__ = ["QUOTE_COLUMNS", "quote_rows", "write_csv", "write_json", "write_jsonl", "write_table"]

QUOTE_COLUMNS = (
    "document",
    "quote",
    "kind",
    "speaker",
    "speaker_label",
    "speaker_id",
    "content",
    "cue",
    "source",
    "polarity",
    "tone",
    "confidence",
    "start",
    "end",
    "parent",
)


def quote_rows(doc: Document) -> list[dict[str, Any]]:
    """Who said what as a table: one dict a quote, with the keys of `QUOTE_COLUMNS` and plain values only."""
    layer = doc.layers.get("sentiment")
    tones = layer.quotes if isinstance(layer, Tone) else {}
    rows = []
    for quote in doc.quotes:
        speaker, tone = quote.speaker, tones.get(quote.id)
        rows.append(
            {
                "document": doc.id,
                "quote": quote.id,
                "kind": quote.kind,
                "speaker": None if speaker is None else speaker.name,
                "speaker_label": None if speaker is None else speaker.label,
                "speaker_id": None if speaker is None else speaker.id,
                "content": doc.text_of(quote.content),
                "cue": doc.text_of(quote.cue) or None,
                "source": doc.text_of(quote.source) or None,
                "polarity": None if tone is None else round(tone.polarity, 4),
                "tone": None if tone is None else tone.label,
                "confidence": round(quote.confidence, 4),
                "start": quote.content[0].start if quote.content else None,
                "end": quote.content[-1].end if quote.content else None,
                "parent": quote.parent,
            }
        )
    return rows


def write_csv(docs: Iterable[Document], stream: IO[str]) -> None:
    """One line a quote, below a line with the names of the columns; missing values are empty."""
    table = csv.DictWriter(stream, QUOTE_COLUMNS, lineterminator="\n")
    table.writeheader()
    for doc in docs:
        table.writerows(quote_rows(doc))


def write_jsonl(
    docs: Iterable[Document],
    stream: IO[str],
    *,
    layers: Iterable[str] | None = None,
    on_error: Callable[[Failure], object] | None = None,
) -> None:
    """One document a line in the wire format.

    Args:
        docs: the documents.
        stream: where to write.
        layers: which layers to write; all by default.
        on_error: called with a Failure for each document that cannot be written, which is passed over; None raises.

    Raises:
        WireError: without `on_error`, a layer holds something that cannot be written.
    """
    for data in _encoded(docs, layers, on_error):
        stream.write(_dumps(data) + "\n")


def write_json(
    docs: Iterable[Document],
    stream: IO[str],
    *,
    layers: Iterable[str] | None = None,
    on_error: Callable[[Failure], object] | None = None,
) -> None:
    """An array of documents in the wire format, indented, however many there are; arguments as for `write_jsonl`."""
    before = "[\n"
    for data in _encoded(docs, layers, on_error):
        stream.write(before + _indented(data))
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _encoded(
    docs: Iterable[Document], layers: Iterable[str] | None, on_error: Callable[[Failure], object] | None
) -> Iterator[dict[str, Any]]:
    names = None if layers is None else tuple(layers)
    for doc in docs:
        try:
            data = doc.to_dict(names)
        except SaysoError as error:
            if on_error is None:
                raise
            on_error(Failure(doc.id, str(error), error))
        else:
            yield data


def write_table(docs: Iterable[Document], stream: IO[str], *, width: int = 100) -> None:
    """For people: what `document_table` says of each document, parted by an empty line."""
    before = ""
    for doc in docs:
        stream.write(before + document_table(doc, width=width))
        before = "\n"


def _dumps(data: Any) -> str:
    written = json.dumps(data, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair cannot be written as UTF-8, but it can be escaped.
    return written if _is_utf8(written) else json.dumps(data, allow_nan=False)


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _indented(data: dict[str, Any]) -> str:
    """One key a line, and one item a line of the arrays of objects: readable without being endless."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n      ".join(map(_dumps, value))
            lines.append(f"    {_dumps(key)}: [\n      {items}\n    ]")
        else:
            lines.append(f"    {_dumps(key)}: {_dumps(value)}")
    return "  {\n" + ",\n".join(lines) + "\n  }"
