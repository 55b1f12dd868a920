"""How documents and quotes show themselves in a notebook: plain HTML without scripts, styled in place.

It needs no template engine, so that it works in every installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from sayso.document import Document
from sayso.records import Quote
from sayso.report.markup import Mark, clean, mark_up
from sayso.report.shown import KIND_WORDS, PageView, QuoteView, signed
from sayso.report.view import in_order, page_view, paragraphs_of

__all__ = ["document_html", "quote_html"]

MOST_QUOTES: Final = 25
MOST_CHARACTERS: Final = 6000

# Notebooks have light and dark themes of their own: text takes their colour, marks are translucent.
_COLOURS: Final = {
    "s0": "140,137,128", "s1": "47,120,200", "s2": "205,92,42", "s3": "55,145,90", "s4": "145,90,185",
    "s5": "175,125,30", "s6": "25,140,150", "s7": "195,75,135", "s8": "125,135,45", "s9": "105,118,145",
}  # fmt: skip
_BORDERS: Final = {"direct": "solid", "mixed": "dashed", "indirect": "dotted"}


def document_html(doc: Document) -> str:
    """A document as a notebook shows it: its title, its text with the quotes marked, and a table of who said what.

    A long text is cut after some paragraphs, and says so; every word of it is escaped.
    """
    view = page_view(doc)
    parts = [
        f'<div style="font-weight:600;font-size:1.15em" dir="auto">{_text(view.title)}</div>',
        f'<div style="opacity:.75;margin-bottom:.6em">{_text(" · ".join(view.facts))}</div>',
        _shown_text(doc, view),
    ]
    if view.quotes:
        parts.append(_table(view.quotes))
    return f'<div class="sayso" style="max-width:48em;line-height:1.55">{"".join(parts)}</div>'


def quote_html(quote: Quote) -> str:
    """A quote as a notebook shows it: who, in which form, how sure, why, and where.

    Its words are the document's, which it does not hold.
    """
    speaker = _text(quote.speaker.name) if quote.speaker else "unknown speaker"
    where = ", ".join(f"{start}–{end}" for start, end in quote.content)
    lines = [
        f"<b>{speaker}</b> · {KIND_WORDS[quote.kind]} · confidence {quote.confidence:.0%}",
        f'<span style="opacity:.75">quote {_text(quote.id)}, characters {where}</span>',
        *(f'<span style="opacity:.75">{_text(reason)}</span>' for reason in quote.evidence),
    ]
    style = f"border-left:3px solid rgb({_COLOURS['s1']});padding-left:.7em"
    return f'<div class="sayso" style="{style}">{"<br>".join(lines)}</div>'


def _shown_text(doc: Document, view: PageView) -> str:
    blocks = [span for span, _ in paragraphs_of(doc)]
    kept = [span for span in blocks if span.start < MOST_CHARACTERS]
    marks = [
        Mark(start, end, _style(shown))
        for quote, shown in zip(in_order(doc), view.quotes, strict=True)
        for start, end in quote.content
        if start < end
    ]
    shown = [f'<p dir="auto" style="margin:.5em 0">{html}</p>' for html in mark_up(doc.text, kept, marks)]
    if len(kept) < len(blocks):
        shown.append(f'<p style="opacity:.75">… and {len(blocks) - len(kept)} more paragraphs</p>')
    return "".join(shown)


def _style(view: QuoteView) -> str:
    colour = _COLOURS[view.colour]
    title = _text(f"{view.number}. {view.speaker}")
    return (
        f'style="background:rgba({colour},.16);border-bottom:2px {_BORDERS[view.kind]} rgb({colour})" title="{title}"'
    )


def _table(quotes: Sequence[QuoteView]) -> str:
    left = "text-align:left;vertical-align:top"
    cells = "".join(
        f'<tr><td style="{left};min-width:9em;max-width:15em"><b>{_text(quote.speaker)}</b></td>'
        f'<td style="{left};min-width:18em" dir="auto">{_text(quote.text)}</td>'
        f'<td style="vertical-align:top">{quote.kind}</td>'
        f'<td style="vertical-align:top">{signed(quote.tone.polarity) if quote.tone else ""}</td>'
        f'<td style="vertical-align:top">{quote.confidence}%</td></tr>'
        for quote in quotes[:MOST_QUOTES]
    )
    more = (
        f'<div style="opacity:.75">… and {len(quotes) - MOST_QUOTES} more quotes</div>'
        if len(quotes) > MOST_QUOTES
        else ""
    )
    head = "".join(f'<th style="text-align:left">{name}</th>' for name in ("Speaker", "What", "Kind", "Tone", "Sure"))
    return f'<table style="margin-top:.8em"><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>{more}'


def _text(words: str) -> str:
    return escape(clean(words), quote=True)
