"""What the pages show, as plain values: no decisions are left to the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sayso.records import EntitySummary
from sayso.report.charts import FlowChart, ToneChart
from sayso.report.markup import clean

__all__ = [
    "KIND_WORDS",
    "LABEL_WORDS",
    "Block",
    "EntityView",
    "PageView",
    "PassageView",
    "QuoteView",
    "ToneView",
    "counts",
    "one_line",
    "signed",
]

KIND_WORDS: Final = {
    "direct": "direct quotation",
    "mixed": "partly in quotation marks",
    "indirect": "indirect, in the writer’s words",
}
LABEL_WORDS: Final = {
    "PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "name", "GROUP": "group", "THING": "unnamed source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToneView:
    """A tone in words and as a number with its sign."""

    label: str
    polarity: float
    number: str
    evidence: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote as the page shows it."""

    number: int
    id: str
    kind: str
    kind_words: str
    text: str
    speaker: str
    speaker_key: str
    colour: str
    cue: str
    source: str
    confidence: int
    tone: ToneView | None
    evidence: tuple[str, ...]
    inside: int | None
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A quote in a profile: its words, who said it, and its number in the text."""

    text: str
    speaker: str
    number: int
    tone: ToneView | None


@dataclass(frozen=True, slots=True)
class EntityView:
    """One entity of the side list, with its profile where the summary has one.

    `paragraphs` are the numbers of those that mention it first and last.
    """

    key: str
    name: str
    label: str
    who: str
    colour: str
    salience: int
    quotes: int
    mentions: int
    tone: ToneView | None
    profile: EntitySummary | None
    tone_of_others: ToneView | None
    paragraphs: tuple[int, int]
    said: tuple[PassageView, ...] = ()
    said_of: tuple[PassageView, ...] = ()
    key_sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: kind, markup, keys of who speaks or is mentioned in it; a headline also as plain text."""

    kind: str
    html: str
    keys: str
    plain: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything on the page of one document."""

    title: str
    heading: Block | None
    id: str
    facts: tuple[str, ...]
    link: str
    key_sentences: tuple[str, ...]
    blocks: tuple[Block, ...]
    quotes: tuple[QuoteView, ...]
    groups: tuple[tuple[str, tuple[EntityView, ...]], ...]
    profiles: tuple[EntityView, ...]
    speakers: tuple[EntityView, ...]
    tone: Mapping[str, ToneView] = field(default_factory=dict)
    tone_chart: ToneChart | None = None
    flows: FlowChart | None = None
    entities: Mapping[str, EntityView] = field(default_factory=dict)


def signed(polarity: float) -> str:
    """A polarity with its sign, and a zero without."""
    return f"{polarity:+.2f}".replace("-", "−") if abs(polarity) >= 0.005 else "0.00"


def counts(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """The text with each run of white space as one space, fit for HTML."""
    return " ".join(clean(text).split())
