"""An article with its layers made by hand, for tests of salience, summaries, collections, pages and plots."""

from __future__ import annotations

import re

from sayso.analysers.salience import salience
from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.analysers.summary import summary
from sayso.document import Document
from sayso.records import Entity, Mention, Quote, Sentiment, Tone, ToneToward
from sayso.spans import Span

TEXT = (
    "Harbour board delays vote on new ferry line\n\n"
    "The Port of Ellmouth will not vote on the ferry line before spring, Mayor Ada Lund said on Tuesday.\n\n"
    "“We have no money for a second boat,” Lund said. “Ask me again in spring, but do not shout ‘shame’ at me.”\n\n"
    "Tom Reyes, who owns the shipyard, called the delay a disgrace. “Mayor Lund is wrong,” Reyes said. "
    "“The Port of Ellmouth promised us work, and the Port broke its promise.”\n\n"
    "The shipyard employs ninety people on the north bank of the river.\n\n"
    "Dockers outside the hall told reporters that Lund should resign.\n\n"
    "“Boats, not words!” stood on a banner over the gate.\n\n"
    "Lund welcomed the banner. She praised the dockers, and she promised an honest and friendly talk with Reyes."
)


def spans_of(words: str, text: str = TEXT) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def entity(key: str, name: str, label: str, *forms: str, pronouns: tuple[str, ...] = (), **more: object) -> Entity:
    taken: list[Mention] = []
    for form in (name, *forms):
        for span in spans_of(form):
            if not any(span.overlaps(other.span) for other in taken):
                taken.append(Mention(span, "nominal" if label in ("GROUP", "THING") else "name", span))
    for form in pronouns:
        taken += [Mention(span, "pronoun", span) for span in spans_of(form)]
    ordered = tuple(sorted(taken, key=lambda mention: mention.span))
    return Entity(key, name, label, ordered, aliases=forms, **more)  # type: ignore[arg-type]


def article(doc_id: str = "ferry", **meta: object) -> Document:
    """Eight paragraphs, seven quotes of which one lies in another, two people, an organisation, a group and a place."""
    lund = entity("e1", "Ada Lund", "PER", "Lund", pronouns=("She", "she"), descriptions=("Mayor",), role="Mayor")
    reyes = entity("e2", "Tom Reyes", "PER", "Reyes", descriptions=("who owns the shipyard",))
    port = entity("e3", "Port of Ellmouth", "ORG", "Port")
    dockers = entity("e4", "Dockers", "GROUP", "dockers")
    river = entity("e5", "Ellmouth", "LOC")
    quotes = (
        quote("q1", "indirect", "will not vote on the ferry line before spring", lund, "Mayor Ada Lund", "said"),
        quote(
            "q2",
            "direct",
            ("“We have no money for a second boat,”", "“Ask me again in spring, but do not shout ‘shame’ at me.”"),
            lund,
            "Lund",
            "said",
        ),
        quote("q3", "direct", "‘shame’", None, None, "shout", parent="q2"),
        quote("q4", "direct", "“Mayor Lund is wrong,”", reyes, "Reyes", "said", evidence=("the cue “said” follows",)),
        quote(
            "q5",
            "direct",
            "“The Port of Ellmouth promised us work, and the Port broke its promise.”",
            reyes,
            None,
            None,
        ),
        quote("q6", "indirect", "that Lund should resign", dockers, "Dockers outside the hall", "told reporters"),
        quote("q7", "direct", "“Boats, not words!”", None, None, None),
    )
    doc = Document(TEXT, doc_id, {"outlet": "The Daily Example", "date": "2024-03-05", **meta})
    for step in (paragraphs, tokens, sentences):
        doc = doc.with_layer(step.name, step(doc))
    good, bad, calm = (
        Sentiment(0.5, "positive", 0.8, ("honest +0.5",)),
        Sentiment(-0.4, "negative", 0.7, ("wrong -0.4",)),
        Sentiment(0.0, "neutral", 0.6),
    )
    tone = Tone(
        calm,
        good,
        bad,
        tuple([calm, calm, bad, bad, bad, bad, calm, bad, calm, good, good, good][: len(doc.sentences)])
        + (calm,) * max(len(doc.sentences) - 12, 0),
        {"q1": calm, "q2": bad, "q3": bad, "q4": bad, "q5": bad, "q6": bad, "q7": calm},
        {"e1": good, "e2": calm, "e3": bad},
        (
            ToneToward("e2", "e1", bad, ("q4",)),
            ToneToward("e4", "e1", bad, ("q6",)),
            ToneToward("e2", "e3", bad, ("q5",)),
        ),
    )
    entities = (lund, reyes, port, dockers, river)
    for name, value in (("entities", entities), ("quotes", quotes), ("sentiment", tone)):
        doc = doc.with_layer(name, value)
    for step in (salience, summary):
        doc = doc.with_layer(step.name, step(doc))
    return doc


def quote(
    key: str,
    kind: str,
    content: str | tuple[str, ...],
    speaker: Entity | None,
    source: str | None,
    cue: str | None,
    *,
    parent: str | None = None,
    evidence: tuple[str, ...] = ("in quotation marks",),
) -> Quote:
    parts = (content,) if isinstance(content, str) else content
    spans = tuple(Span(TEXT.index(part), TEXT.index(part) + len(part)) for part in parts)

    def near(words: str | None) -> Span | None:
        found = [Span(match.start(), match.end()) for match in re.finditer(re.escape(words), TEXT)] if words else []
        return min(found, key=lambda span: abs(span.start - spans[0].end), default=None)

    return Quote(key, kind, spans, near(cue), near(source), speaker, 0.9, evidence, parent)  # type: ignore[arg-type]


EVIL = (
    "<script>window.hacked=1</script>\"'><img src=x onerror=hacked=1> & ]]> \x00\x1b\u202e {{ 7*7 }} </style></title>"
)


def hostile() -> Document:
    """A document whose text, names, ids, meta and evidence all try to become markup."""
    text = f"{EVIL}\n\n“{EVIL}” said {EVIL}."
    second = text.index(EVIL, len(EVIL))
    third = text.index(EVIL, second + 1)
    speaker_span = Span(third, third + len(EVIL))
    speaker = Entity(
        f"e{EVIL}", EVIL, "PER", (Mention(speaker_span, "name", speaker_span),), (EVIL,), (EVIL,), EVIL, EVIL
    )
    said = Quote(
        f"q{EVIL}",
        "direct",
        (Span(second - 1, second + len(EVIL) + 1),),
        Span(third - 5, third - 1),
        speaker_span,
        speaker,
        0.5,
        (EVIL,),
        None,
    )
    doc = Document(
        text, EVIL, {"title": EVIL, "outlet": EVIL, "date": EVIL, "url": "javascript:hacked=1", "author": EVIL}
    )
    for step in (paragraphs, tokens, sentences):
        doc = doc.with_layer(step.name, step(doc))
    loud = Sentiment(0.3, "positive", 0.5, (EVIL,))
    tone = Tone(loud, loud, loud, (loud,) * len(doc.sentences), {said.id: loud}, {speaker.id: loud}, ())
    for name, value in (("entities", (speaker,)), ("quotes", (said,)), ("sentiment", tone)):
        doc = doc.with_layer(name, value)
    for step in (salience, summary):
        doc = doc.with_layer(step.name, step(doc))
    return doc
