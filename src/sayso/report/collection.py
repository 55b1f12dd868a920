"""The index page of a collection: totals, who was quoted most and on whom, tone over time, documents to filter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sayso.collection import CollectionSummary, Collector, date_of, outlet_of
from sayso.document import Document
from sayso.errors import InputError
from sayso.persons import people
from sayso.records import Tone
from sayso.report.charts import Flow, FlowChart, ToneChart, flow_chart, tone_chart
from sayso.report.markup import clean
from sayso.report.page import render_page, render_template, write_text
from sayso.report.shown import LABEL_WORDS, ToneView, counts, signed
from sayso.report.view import document_title

if TYPE_CHECKING:
    import os

__all__ = ["render", "render_collection", "write_collection"]

SPEAKERS: Final = 60
GROUPS: Final = 40


class Row(NamedTuple):
    """One document in the list; `quoted` are the names of who speaks most in it."""

    title: str
    link: str
    date: str
    outlet: str
    words: int
    quotes: int
    tone: ToneView | None
    quoted: str


def render(docs: Iterable[Document]) -> str:
    """The page of one document, or the index page of several, as HTML.

    Raises:
        InputError: there is no document.
        MissingExtraError: Jinja2 is not installed.
    """
    docs = list(docs)
    if not docs:
        raise InputError("there is no document to make a page of")
    return render_page(docs[0]) if len(docs) == 1 else render_collection(docs)


def render_collection(docs: Iterable[Document], *, title: str = "Who said what") -> str:
    """The index page of a collection alone, without pages of its documents to link to."""
    return _index([(doc, "") for doc in docs], title)


def write_collection(docs: Iterable[Document], path: str | os.PathLike[str], *, title: str = "Who said what") -> Path:
    """Write an index page, and beside it a folder with the page of each document; return the path of the index.

    Args:
        docs: read one after another, so that a collection need not fit into memory.
        path: a file `NAME.html`, whose pages go to the folder `NAME-pages`, or a folder, which gets `index.html`.
        title: the heading of the index.

    Raises:
        MissingExtraError: Jinja2 is not installed.
        OSError: a file cannot be written.
    """
    path = Path(path)
    index = path if path.suffix.lower() in (".html", ".htm") else path / "index.html"
    pages = index.parent / (f"{index.stem}-pages" if index is path else "pages")

    def written() -> Iterable[tuple[Document, str]]:
        for number, doc in enumerate(docs, 1):
            page = write_text(render_page(doc), pages / f"{number:05d}{_slug(doc.id)}.html")
            yield doc, f"{pages.name}/{page.name}"

    # The folder's name may hold anything; in a link it is percent-encoded.
    return write_text(_index(written(), title), index)


def _index(docs: Iterable[tuple[Document, str]], title: str) -> str:
    collector = Collector()
    links: list[str] = []
    rows: list[tuple[str, Row]] = []

    def linked() -> Iterator[Document]:
        for doc, link in docs:
            links.append(link)
            yield doc

    def listed() -> Iterator[Document]:
        for doc in collector.counting(linked()):
            rows.append((doc.id, _row(doc, links.pop())))
            if "quotes" in doc and "entities" in doc:
                yield doc

    persons = people(listed())
    totals = collector.summary(persons)
    spoke = collector.speakers_of(persons)
    speakers = totals.speakers[:SPEAKERS]
    keys = {item.name: f"p{i}" for i, item in reversed(list(enumerate(speakers)))}
    return render_template(
        "collection",
        title=clean(title),
        totals=totals,
        speakers=speakers,
        groups=totals.groups[:GROUPS] if 1 < len(totals.groups) < totals.documents else (),
        most=max((item.quotes for item in speakers), default=1),
        rows=[(row, " ".join(sorted(keys[name] for name in spoke.get(key, ()) if name in keys))) for key, row in rows],
        has_dates=any(row.date for _, row in rows),
        has_outlets=any(row.outlet for _, row in rows),
        flows=_flow_chart(totals),
        timeline=_timeline(totals),
        clean=clean,
        counts=counts,
        label_words=LABEL_WORDS,
        toned=_toned,
    )


def _row(doc: Document, link: str) -> Row:
    tone: Tone | None = doc.layers.get("sentiment")
    quotes = doc.layers.get("quotes", ())
    spoke = Counter(" ".join(quote.speaker.name.split()) for quote in quotes if quote.speaker)
    date, outlet = date_of(doc), outlet_of(doc)
    return Row(
        title=document_title(doc),
        link=link,
        date=date.isoformat() if date else "",
        outlet=clean(outlet) if outlet != doc.id else "",
        words=len(doc.tokens) if "tokens" in doc else len(doc.text.split()),
        quotes=len(quotes),
        tone=_toned(tone.document.polarity) if tone else None,
        quoted=clean(", ".join(name for name, _ in spoke.most_common(3))),
    )


def _toned(polarity: float | None) -> ToneView | None:
    """A mean tone in the words that a single one has."""
    if polarity is None:
        return None
    label = "positive" if polarity > 0.05 else "negative" if polarity < -0.05 else "neutral"
    return ToneView(label, polarity, signed(polarity), "")


def _flow_chart(totals: CollectionSummary) -> FlowChart | None:
    return flow_chart([Flow(clean(item.speaker), clean(item.target), item.quotes, item.tone) for item in totals.pairs])


def _timeline(totals: CollectionSummary) -> ToneChart | None:
    known = [(i, item.tone) for i, item in enumerate(totals.periods) if item.tone is not None]
    if len(known) < 3:
        return None
    places = np.array([(i + 0.5) / len(totals.periods) for i, _ in known])
    return tone_chart(places, np.array([tone for _, tone in known]), [])


def _slug(name: str) -> str:
    """The part of an id that is safe in any file system, as a suffix."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60].strip("-")
    return f"-{slug}" if slug else ""
