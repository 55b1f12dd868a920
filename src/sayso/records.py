"""What analysers find, as frozen records: names, quotations, entities, quotes, tones and summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sayso.frozen import FrozenMap, freeze
from sayso.spans import Span

__all__ = [
    "Companion",
    "Entity",
    "EntityLabel",
    "EntitySummary",
    "Mention",
    "MentionKind",
    "Name",
    "Passage",
    "Polarity",
    "Quotation",
    "Quote",
    "QuoteKind",
    "Sentiment",
    "Summary",
    "Tone",
    "ToneToward",
]

QuoteKind = Literal["direct", "mixed", "indirect"]
MentionKind = Literal["name", "nominal", "pronoun"]
EntityLabel = Literal["PER", "ORG", "LOC", "MISC", "GROUP", "THING"]
Polarity = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the text, before names are merged into entities."""

    span: Span
    label: EntityLabel
    confidence: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """What was said, with the words that attribute it; who the source is, is not yet known.

    `content` has several spans where an attribution or a paragraph break splits the quotation.
    `source` is the noun phrase that is said to speak, `cue` the verb group or phrase that says so.
    `parent` is the id of the quotation that this one lies in. `evidence` says in words why.
    """

    id: str
    kind: QuoteKind
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    confidence: float
    evidence: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is mentioned. `head` is the span of the head word or, for names, of the name."""

    span: Span
    kind: MentionKind
    head: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place, group or thing with all its mentions in one document.

    `name` is the fullest name in the text; without a name of its own (label GROUP or THING) it is the phrase, or the
    name that people share ("Democrats"). Where a person's name or a label stands in capitals alone ("SARAH WHITLOCK:"),
    `name` has capital initials, "Sarah Whitlock", and the capitals are an alias.
    `descriptions` are the titles, roles and appositions that the text gives ("opposition leader").
    `role` and `affiliation` are as the text states them. Unknown gender and number stay None.
    """

    id: str
    name: str
    label: EntityLabel
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    gender: Literal["feminine", "masculine"] | None = None
    number: Literal["singular", "plural"] | None = None

    @property
    def is_named(self) -> bool:
        """Whether the text gives it a name of its own."""
        return self.label not in ("GROUP", "THING")

    @property
    def is_people(self) -> bool:
        """Whether it is a group called by the name that its members share, as "Democrats"."""
        return self.label == "GROUP" and any(mention.kind == "name" for mention in self.mentions)

    @property
    def has_name(self) -> bool:
        """Whether the text has a name for it: its own, or one that its members share."""
        return self.is_named or self.is_people

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its speaker: who said what, and why we think so.

    The fields of `Quotation`, and `speaker`: the entity behind the source, or None where it is unknown
    or the words in marks are a title, slogan or scare quote. `confidence` is that of quote and speaker together.
    """

    id: str
    kind: QuoteKind
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: Entity | None
    confidence: float
    evidence: tuple[str, ...] = ()
    parent: str | None = None

    def _repr_html_(self) -> str:
        from sayso.report.notebook import quote_html

        return quote_html(self)


@dataclass(frozen=True, slots=True)
class Sentiment:
    """A tone with the words that carry it. `polarity` is in -1..1; `subjectivity` in 0..1."""

    polarity: float
    label: Polarity
    confidence: float
    evidence: tuple[str, ...] = ()
    subjectivity: float | None = None


@dataclass(frozen=True, slots=True)
class ToneToward:
    """The tone that one speaker's quotes take toward one other entity; `quotes` are the ids of those quotes."""

    speaker: str
    target: str
    sentiment: Sentiment
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tone:
    """The layer `sentiment`: the tone of a document and of its parts.

    `document` is the tone of the whole text, `narration` of the words outside quotations, `quoted` of those inside;
    `sentences` has one a sentence, `quotes` one a quote by its id (content alone), `entities` the writer's tone
    toward each entity by its id, and `by_speaker` what speakers say of others.
    """

    document: Sentiment
    narration: Sentiment
    quoted: Sentiment
    sentences: tuple[Sentiment, ...] = ()
    quotes: Mapping[str, Sentiment] = field(default_factory=FrozenMap)
    entities: Mapping[str, Sentiment] = field(default_factory=FrozenMap)
    by_speaker: tuple[ToneToward, ...] = ()

    def __post_init__(self) -> None:
        for name in ("quotes", "entities"):
            object.__setattr__(self, name, freeze(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the text together with their place: `text` is what stands at `spans` (several are joined by " … ").

    `quote` is the id of the quote that they are the content of, `speaker` the name of who said it, where known.
    """

    text: str
    spans: tuple[Span, ...]
    quote: str | None = None
    speaker: str | None = None

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return f"{words} ({self.speaker})" if self.speaker else words


@dataclass(frozen=True, slots=True)
class Companion:
    """An entity that shares sentences with another; `sentences` says how many."""

    entity: str
    name: str
    sentences: int


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """What a reader wants to know of one main entity, every piece of it a place in the text.

    `who` is put together from the descriptions, role and affiliation that the text gives, empty where it gives none.
    `said` are its best quotes, `said_of` quotes by others that speak of it, `quote_count` all that it said.
    `tone` is the writer's, `tone_of_others` that of the quotes by others; None where there is nothing to score.
    `key_sentences` are in text order; `appears_with` the entities that share most sentences with it.
    """

    entity: str
    name: str
    label: EntityLabel
    who: str
    aliases: tuple[str, ...]
    salience: float
    said: tuple[Passage, ...]
    said_of: tuple[Passage, ...]
    quote_count: int
    tone: Sentiment | None
    tone_of_others: Sentiment | None
    key_sentences: tuple[Passage, ...]
    appears_with: tuple[Companion, ...]
    first_mention: Span
    last_mention: Span
    mention_count: int

    def __str__(self) -> str:
        from sayso.analysers.summary import entity_as_text

        return entity_as_text(self)


@dataclass(frozen=True, slots=True)
class Summary:
    """The layer `summary`: key sentences of the text, and its main entities, most salient first.

    `str(...)` gives it as text, `rows()` as a table with one line an entity.
    """

    key_sentences: tuple[Passage, ...]
    entities: tuple[EntitySummary, ...]

    def rows(self) -> list[dict[str, str | int | float | None]]:
        """One dict an entity, with plain values only: ready for a DataFrame or a CSV file."""
        from sayso.analysers.summary import as_rows

        return as_rows(self)

    def __str__(self) -> str:
        from sayso.analysers.summary import as_text

        return as_text(self)
