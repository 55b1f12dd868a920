"""The page of a document, worked out: who is listed in which colour, which words are marked, who speaks of whom."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sayso.analysers.summary import quotes_about
from sayso.document import Document
from sayso.frozen import FrozenMap
from sayso.records import Entity, Passage, Quote, Sentiment, Summary, Tone
from sayso.report.charts import Flow, ToneChart, flow_chart, tone_chart
from sayso.report.markup import Insert, Mark, clean, mark_up
from sayso.report.shown import (
    KIND_WORDS,
    LABEL_WORDS,
    Block,
    EntityView,
    PageView,
    PassageView,
    QuoteView,
    ToneView,
    counts,
    one_line,
    signed,
)
from sayso.spans import Paragraphs, Span

__all__ = ["document_title", "in_order", "page_view", "paragraphs_of"]

COLOURS: Final = 8
MOST_ENTITIES: Final = 40
_GROUPS: Final = (
    ("People", ("PER",)),
    ("Organisations", ("ORG",)),
    ("Groups and unnamed sources", ("GROUP", "THING")),
    ("Places", ("LOC",)),
    ("Other names", ("MISC",)),
)
_BLANK: Final = re.compile(r"\n\s*\n")


class _Context:
    """What the parts of the page share: who is listed, under which key and colour, and who speaks of whom."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.quotes = in_order(doc)
        self.tone: Tone | None = doc.layers.get("sentiment")
        self.salience: Mapping[str, float] = doc.layers.get("salience", FrozenMap())
        self.summary: Summary | None = doc.layers.get("summary")
        self.spoke = Counter(quote.speaker.id for quote in self.quotes if quote.speaker)
        self.entities = self._listed()
        self.keys = {entity.id: f"e{i + 1}" for i, entity in enumerate(self.entities)}
        self.names = {entity.id: one_line(entity.name) for entity in self.entities}
        self.colours = self._colours()
        self.numbers = {quote.id: i + 1 for i, quote in enumerate(self.quotes)}
        self.about = self._about()
        self.profiles = {item.entity: item for item in self.summary.entities} if self.summary else {}
        self.blocks = paragraphs_of(doc)
        self._starts = [span.start for span, _ in self.blocks]

    def paragraphs_of(self, entity: Entity) -> tuple[int, int]:
        """The numbers, from 1, of the paragraphs with the first and the last mention."""
        places = [mention.span.start for mention in entity.mentions]
        first, last = (max(bisect.bisect_right(self._starts, at(places)), 1) for at in (min, max))
        return first, last

    def _listed(self) -> list[Entity]:
        """Who is on the side list: the most salient with a name, and everybody who speaks."""
        entities: Sequence[Entity] = self.doc.layers.get("entities", ())
        known = [entity for entity in entities if entity.mentions and (entity.has_name or entity.id in self.spoke)]
        known.sort(
            key=lambda entity: (-self.salience.get(entity.id, 0.0), -len(entity.mentions), entity.mentions[0].span)
        )
        return known[:MOST_ENTITIES] + [entity for entity in known[MOST_ENTITIES:] if entity.id in self.spoke]

    def _colours(self) -> dict[str, str]:
        """The eight who speak most have a colour each; everybody else who speaks shares one."""
        rank = {name: i for i, name in enumerate(self.keys)}
        order = sorted((name for name in self.spoke if name in rank), key=lambda name: (-self.spoke[name], rank[name]))
        return {name: f"s{i + 1}" if i < COLOURS else "s9" for i, name in enumerate(order)}

    def _about(self) -> dict[str, list[str]]:
        """Whom each quote speaks of, as far as they are listed."""
        return {
            quote: [target for target in targets if target in self.keys]
            for quote, targets in quotes_about(self.doc).items()
        }


def page_view(doc: Document) -> PageView:
    """Work out what the page of a document shows; layers that are not there leave their part of the page out."""
    known = _Context(doc)
    quotes = tuple(_quote(quote, known) for quote in known.quotes)
    views = {entity.id: _entity(entity, known) for entity in known.entities}
    groups = (
        (title, tuple(views[item.id] for item in known.entities if item.label in labels)) for title, labels in _GROUPS
    )
    tones = (
        {name: _tone(getattr(known.tone, name)) for name in ("document", "narration", "quoted")} if known.tone else {}
    )
    title, blocks = document_title(doc), _blocks(known, quotes)
    first = next((block for block in blocks if block.kind == "headline"), None)
    heading = first if first and first.plain == title else None
    return PageView(
        title=title,
        heading=heading,
        id=clean(doc.id),
        facts=_facts(doc, known.quotes),
        link=_link(doc),
        key_sentences=_lines(known.summary.key_sentences) if known.summary else (),
        blocks=tuple(block for block in blocks if block is not heading),
        quotes=quotes,
        groups=tuple((title, members) for title, members in groups if members),
        profiles=tuple(view for view in views.values() if view.profile),
        speakers=tuple(sorted((view for view in views.values() if view.quotes), key=lambda view: view.colour)),
        tone={name: tone for name, tone in tones.items() if tone},
        tone_chart=_tone_chart(known),
        flows=flow_chart(_flows(known)),
        entities=views,
    )


def in_order(doc: Document) -> list[Quote]:
    """The quotes of a document by where they begin, which is how they are numbered."""
    return sorted(doc.layers.get("quotes", ()), key=lambda quote: quote.content[:1])


def document_title(doc: Document) -> str:
    """The title that is known of a document, else its headline, its first line, or its id."""
    title = doc.meta.get("title") or doc.meta.get("headline")
    if isinstance(title, str) and title.strip():
        return one_line(title)
    paragraphs: Paragraphs | None = doc.layers.get("paragraphs")
    headlines = paragraphs.of_kind("headline") if paragraphs is not None else ()
    if headlines:
        return one_line(doc.text[slice(*headlines[0])])
    first = one_line(doc.text.strip().split("\n", 1)[0])
    return (first if len(first) <= 90 else f"{first[:88].rsplit(' ', 1)[0]} …") or doc.id or "Untitled"


def _flows(known: _Context) -> list[Flow]:
    counts = Counter(
        (quote.speaker.id, target) for quote in known.quotes if quote.speaker for target in known.about[quote.id]
    )
    tones = (
        {(item.speaker, item.target): item.sentiment.polarity for item in known.tone.by_speaker} if known.tone else {}
    )
    pairs = ((speaker, target) for speaker, target in counts if speaker in known.keys)
    return [Flow(speaker, target, counts[speaker, target], tones.get((speaker, target))) for speaker, target in pairs]


def _quote(quote: Quote, known: _Context) -> QuoteView:
    text_of = known.doc.text_of
    speaker = quote.speaker.id if quote.speaker else ""
    about = known.about[quote.id]
    return QuoteView(
        number=known.numbers[quote.id],
        id=clean(quote.id),
        kind=quote.kind,
        kind_words=KIND_WORDS[quote.kind],
        text=one_line(text_of(quote.content)),
        speaker=one_line(quote.speaker.name) if quote.speaker else "Unknown speaker",
        speaker_key=known.keys.get(speaker, ""),
        colour=known.colours.get(speaker, "s9") if quote.speaker else "s0",
        cue=one_line(text_of(quote.cue)),
        source=one_line(text_of(quote.source)),
        confidence=round(100 * quote.confidence),
        tone=_tone(known.tone.quotes.get(quote.id)) if known.tone else None,
        evidence=tuple(map(one_line, quote.evidence)),
        inside=known.numbers.get(quote.parent) if quote.parent else None,
        about=tuple((known.keys[target], known.names[target]) for target in about),
    )


def _entity(entity: Entity, known: _Context) -> EntityView:
    profile = known.profiles.get(entity.id)
    return EntityView(
        key=known.keys[entity.id],
        name=known.names[entity.id],
        label=LABEL_WORDS[entity.label],
        who=one_line(profile.who if profile else "; ".join(entity.descriptions[:2])),
        colour=known.colours.get(entity.id, "none"),
        salience=round(100 * known.salience.get(entity.id, 0.0)),
        quotes=known.spoke[entity.id],
        mentions=len(entity.mentions),
        tone=_tone(known.tone.entities.get(entity.id)) if known.tone else None,
        tone_of_others=_tone(profile.tone_of_others) if profile else None,
        profile=profile,
        paragraphs=known.paragraphs_of(entity),
        said=_quoted(profile.said, known) if profile else (),
        said_of=_quoted(profile.said_of, known) if profile else (),
        key_sentences=_lines(profile.key_sentences) if profile else (),
    )


def _quoted(passages: Sequence[Passage], known: _Context) -> tuple[PassageView, ...]:
    tones = known.tone.quotes if known.tone else {}
    return tuple(
        PassageView(
            text=one_line(passage.text),
            speaker=one_line(passage.speaker or ""),
            number=known.numbers.get(passage.quote or "", 0),
            tone=_tone(tones.get(passage.quote or "")),
        )
        for passage in passages
    )


def _lines(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(one_line(passage.text) for passage in passages)


def _blocks(known: _Context, quotes: Sequence[QuoteView]) -> tuple[Block, ...]:
    marks: list[Mark] = []
    inserts: list[Insert] = []
    present: list[tuple[int, int, str]] = []
    for quote, view in zip(known.quotes, quotes, strict=True):
        for start, end in quote.content:
            marks.append(Mark(start, end, f'class="q {view.kind} {view.colour}" data-q="{view.number}"'))
            present.append((start, end, view.speaker_key))
        for role, span in (("cue", quote.cue), ("src", quote.source)):
            if span is not None:
                marks.append(Mark(*span, f'class="{role} {view.colour}" data-q="{view.number}"'))
        if quote.content:
            inserts.append(Insert(quote.content[-1].end, _reference(view)))
    for entity in known.entities:
        key = known.keys[entity.id]
        for mention in entity.mentions:
            marks.append(Mark(*mention.span, f'class="m" data-e="{key}"'))
            present.append((*mention.span, key))
    spans = [span for span, _ in known.blocks]
    html = mark_up(known.doc.text, spans, (mark for mark in marks if mark.start < mark.end), inserts)
    keys = _keys_by_block(spans, present)
    return tuple(
        Block(kind, inner, found, one_line(known.doc.text[span.start : span.end]) if kind == "headline" else "")
        for (span, kind), inner, found in zip(known.blocks, html, keys, strict=True)
    )


def _keys_by_block(spans: Sequence[Span], present: Sequence[tuple[int, int, str]]) -> list[str]:
    starts = np.array([span.start for span in spans], dtype=np.int64)
    found: list[dict[str, None]] = [{} for _ in spans]
    for start, end, key in present:
        first = max(int(np.searchsorted(starts, start, side="right")) - 1, 0)
        last = int(np.searchsorted(starts, end, side="left"))
        for i in range(first, max(last, first + 1)):
            if i < len(found):
                found[i][key] = None
    return [" ".join(filter(None, keys)) for keys in found]


def _reference(view: QuoteView) -> str:
    # Numbers and class names only: nothing from the text stands here unescaped.
    number = view.number
    return f'<a class="ref {view.colour}" id="r{number}" href="#q{number}" data-q="{number}">{number}</a>'


def paragraphs_of(doc: Document) -> list[tuple[Span, str]]:
    """The paragraphs with their kinds, and whatever text lies between them, so that none is lost."""
    known: Paragraphs | None = doc.layers.get("paragraphs")
    if known is not None:
        spans = list(zip(known, known.kinds, strict=True))
    else:
        gaps = (at for match in _BLANK.finditer(doc.text) for at in match.span())
        bounds = iter([0, *gaps, len(doc.text)])
        spans = [(Span(*pair), "body") for pair in zip(bounds, bounds, strict=True) if doc.text[slice(*pair)].strip()]
    whole: list[tuple[Span, str]] = []
    at = 0
    for span, kind in spans:
        if doc.text[at : span.start].strip():
            whole.append((Span(at, span.start), "body"))
        whole.append((span, kind))
        at = max(at, span.end)
    if doc.text[at:].strip():
        whole.append((Span(at, len(doc.text)), "body"))
    return whole


def _tone(sentiment: Sentiment | None) -> ToneView | None:
    if sentiment is None:
        return None
    return ToneView(
        sentiment.label,
        sentiment.polarity,
        signed(sentiment.polarity),
        ", ".join(map(one_line, sentiment.evidence[:8])),
    )


def _tone_chart(known: _Context) -> ToneChart | None:
    doc, tone = known.doc, known.tone
    if tone is None or "sentences" not in doc or len(tone.sentences) != len(doc.sentences):
        return None
    length = max(len(doc.text), 1)
    places = (doc.sentences.starts + doc.sentences.ends) / (2.0 * length)
    polarity = np.array([sentence.polarity for sentence in tone.sentences])
    dots = [
        (quote.content[0].start / length, tone.quotes[quote.id].polarity, known.numbers[quote.id])
        for quote in known.quotes
        if quote.content and quote.id in tone.quotes
    ]
    return tone_chart(places, polarity, dots)


def _facts(doc: Document, quotes: Sequence[Quote]) -> tuple[str, ...]:
    meta = doc.meta
    known = (meta.get("outlet") or meta.get("publisher"), meta.get("author"), meta.get("date"))
    words = len(doc.tokens) if "tokens" in doc else len(doc.text.split())
    speakers = len({quote.speaker.id for quote in quotes if quote.speaker})
    counted = (counts(words, "word"), counts(len(quotes), "quote"), counts(speakers, "speaker"))
    return (*(one_line(str(value)) for value in known if value), *counted)


def _link(doc: Document) -> str:
    """The address of the source, where it is one that a browser may follow safely."""
    url = doc.meta.get("url")
    return clean(url) if isinstance(url, str) and re.match(r"https?://", url, re.IGNORECASE) else ""
