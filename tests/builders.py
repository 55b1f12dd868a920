"""Documents made by hand, for tests of what stands above the analysers."""

import numpy as np

from sayso.document import Document
from sayso.records import Entity, Mention, Name, Quotation, Quote, Sentiment, Tone, ToneToward
from sayso.spans import ROLE_TAGS, Labels, Paragraphs, Span, SpanArray

TEXT = (
    "Bridge to reopen in May\n\n"
    "“The bridge is safe,” said Mayor Ada Lund. “We will open it in May.”\n\n"
    "Drivers said that they had lost patience with Lund."
)


def place(words: str, nth: int = 0, text: str = TEXT) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def sample(doc_id: str = "bridge") -> Document:
    """Three paragraphs, two quotes, a named and an unnamed speaker, every built-in layer but the summary."""
    lund = Entity(
        "e1",
        "Ada Lund",
        "PER",
        (
            Mention(place("Mayor Ada Lund"), "name", place("Ada Lund")),
            Mention(place("We"), "pronoun", place("We")),
            Mention(place("Lund", 1), "name", place("Lund", 1)),
        ),
        aliases=("Lund",),
        descriptions=("Mayor",),
        role="Mayor",
        gender="feminine",
        number="singular",
    )
    drivers = Entity(
        "e2", "Drivers", "GROUP", (Mention(place("Drivers"), "nominal", place("Drivers")),), number="plural"
    )
    direct = Quotation(
        "q1",
        "direct",
        (place("“The bridge is safe,”"), place("“We will open it in May.”")),
        place("said"),
        place("Mayor Ada Lund"),
        0.97,
        ("in quotation marks", "the cue “said” stands beside it"),
    )
    indirect = Quotation(
        "q2", "indirect", (place("that they had lost patience with Lund"),), place("said", 1), place("Drivers"), 0.8
    )
    good, bad = Sentiment(0.4, "positive", 0.7, ("safe",), 0.5), Sentiment(-0.5, "negative", 0.6, ("lost", "patience"))
    neutral = Sentiment(0.0, "neutral", 0.5)
    tokens = [(0, 6), (7, 9), (10, 16)]
    return Document(
        TEXT,
        doc_id,
        {"outlet": "The Daily Example"},
        {
            "paragraphs": Paragraphs([0, 25, 94], [23, 92, len(TEXT)], ["headline", "body", "body"]),
            "tokens": SpanArray.of(tokens),
            "sentences": SpanArray.of([(0, 23), place("“The bridge is safe,” said Mayor Ada Lund.")]),
            "labels": Labels(
                np.array([11, 24, 26]),
                np.array([0, 3, 4]),
                np.array([0, 1, 2]),
                np.array([0.5, 0.123, 1.0]),
                np.full((3, len(ROLE_TAGS)), 1 / 7),
            ),
            "names": (Name(place("Ada Lund"), "PER", 0.99),),
            "quotations": (direct, indirect),
            "mentions": tuple(sorted((*lund.mentions, *drivers.mentions), key=lambda mention: mention.span)),
            "coref": (lund.mentions, drivers.mentions),
            "entities": (lund, drivers),
            "quotes": tuple(
                Quote(q.id, q.kind, q.content, q.cue, q.source, speaker, q.confidence, q.evidence, q.parent)
                for q, speaker in ((direct, lund), (indirect, drivers))
            ),
            "sentiment": Tone(
                neutral,
                neutral,
                neutral,
                (neutral, good),
                {"q1": good, "q2": bad},
                {"e1": neutral},
                (ToneToward("e2", "e1", bad, ("q2",)),),
            ),
            "salience": {"e1": 0.9, "e2": 0.2},
        },
    )
