"""A document as text for the terminal: who said what, and the main entities."""

from __future__ import annotations

import itertools
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.records import Summary, Tone

if TYPE_CHECKING:
    from sayso.document import Document
    from sayso.records import Entity, EntitySummary, Quote, Sentiment

__all__ = ["document_table"]

MIN_WIDTH = 60
MAX_ENTITIES = 8
UNSURE = 0.5


def document_table(doc: Document, *, width: int = 100) -> str:
    """Who said what in a document, in what tone, and its main entities, as lines of at most `width` columns."""
    width = max(width, MIN_WIDTH)
    parts = [_head(doc, width), _quotes(doc, width), _entities(doc, width)]
    return "\n".join(part for part in parts if part)


def _head(doc: Document, width: int) -> str:
    lines = [_clean(doc.id) or "document"]
    headline = _headline(doc)
    if headline:
        lines += _wrap(headline, width)
    tone = _tone(doc)
    if tone is not None:
        parts = f"Tone {_signed(tone.document)}; of the narration {_signed(tone.narration)}"
        quoted = f", of what is quoted {_signed(tone.quoted)}." if doc.layers.get("quotes") else "."
        lines += _wrap(parts + quoted, width)
    return "\n".join(lines) + "\n"


def _headline(doc: Document) -> str:
    paragraphs = doc.layers.get("paragraphs")
    headlines = paragraphs.of_kind("headline") if paragraphs is not None else ()
    return _clean(doc.text_of(headlines[0])) if headlines else ""


def _tone(doc: Document) -> Tone | None:
    tone = doc.layers.get("sentiment")
    return tone if isinstance(tone, Tone) else None


def _signed(tone: Sentiment) -> str:
    return f"{tone.polarity:+.2f} ({tone.label})"


def _quotes(doc: Document, width: int) -> str:
    quotes: Sequence[Quote] = doc.layers.get("quotes", ())
    if not quotes:
        return "Nobody is quoted.\n"
    layer = _tone(doc)
    tones = {} if layer is None else layer.quotes
    speaker_width = max(18, min(28, width // 4))
    rows = []
    for quote in quotes:
        who = _clean(quote.speaker.name) if quote.speaker is not None else "–"
        who += " ?" if quote.confidence < UNSURE else ""
        tone = tones.get(quote.id)
        # What lies inside another quotation stands below it, set in.
        what = ("└ " if quote.parent else "") + _clean(doc.text_of(quote.content))
        rows.append((who, what, quote.kind, "" if tone is None else f"{tone.polarity:+.2f}"))
    widths = (speaker_width, width - speaker_width - 8 - 5 - 6, 8, 5)
    note = f"? less than {UNSURE:.0%} sure\n" if any(quote.confidence < UNSURE for quote in quotes) else ""
    return "WHO SAID WHAT\n" + _table(("Speaker", "What", "Kind", "Tone"), rows, widths) + note


def _entities(doc: Document, width: int) -> str:
    summary = doc.layers.get("summary")
    if isinstance(summary, Summary):
        rows = [_summary_row(item) for item in summary.entities[:MAX_ENTITIES]]
    else:
        rows = _entity_rows(doc)
    if not rows:
        return ""
    name_width = max(18, min(28, width // 4))
    widths = (name_width, 5, 8, 8, 6, 5, width - name_width - 5 - 8 - 8 - 6 - 5 - 12)
    return "MAIN ENTITIES\n" + _table(("Name", "Label", "Salience", "Mentions", "Quotes", "Tone", "Who"), rows, widths)


def _summary_row(item: EntitySummary) -> tuple[str, ...]:
    also = f"also: {', '.join(item.aliases)}" if item.aliases else ""
    who = "; ".join(filter(None, (item.who, also)))
    tone = "" if item.tone is None else f"{item.tone.polarity:+.2f}"
    numbers = f"{item.salience:.2f}", str(item.mention_count), str(item.quote_count), tone
    return (_clean(item.name), item.label, *numbers, _clean(who))


def _entity_rows(doc: Document) -> list[tuple[str, ...]]:
    """The entities with a name that are mentioned most, where the document has no summary."""
    quoted = Counter(quote.speaker.id for quote in doc.layers.get("quotes", ()) if quote.speaker is not None)
    named: list[Entity] = [entity for entity in doc.layers.get("entities", ()) if entity.has_name]
    named.sort(key=lambda entity: -len(entity.mentions))
    return [
        (
            _clean(entity.name),
            entity.label,
            "",
            str(len(entity.mentions)),
            str(quoted[entity.id]),
            "",
            _clean("; ".join((*entity.descriptions, *entity.aliases))),
        )
        for entity in named[:MAX_ENTITIES]
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    lines = [_line(head, widths), "─" * (sum(widths) + 2 * (len(widths) - 1))]
    for row in rows:
        cells = [_wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        lines += [_line(line, widths) for line in itertools.zip_longest(*cells, fillvalue="")]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _columns(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _wrap(text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    if all(_columns(line) <= width for line in lines):
        return lines
    return [piece for line in lines for piece in _split_wide(line, width)]


def _split_wide(line: str, width: int) -> list[str]:
    pieces, piece = [], ""
    for character in line:
        if _columns(piece + character) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def _columns(text: str) -> int:
    """Columns of a terminal that the text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _clean(text: str) -> str:
    """White space as single blanks, and nothing that could steer a terminal."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text).split())
