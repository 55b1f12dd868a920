"""Documents from tagged text, so that coreference is tested without a tagger."""

import re

import numpy as np

from sayso.document import Document
from sayso.records import Name, Quotation
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels, Paragraphs, Span, SpanArray

_NAME = re.compile(r"\[(PER|ORG|LOC|MISC) ([^\]]+)\]")


def tagged(source, *quotations, **layers):
    """A document from words written `word/TAG`; names in brackets, `[PER Ada/NNP Lund/NNP]`; `|` ends a paragraph.

    A sentence ends with the tag `.`; quotations are (kind, content, cue, source) in words, and maybe their evidence.
    """
    words, tags, names, breaks = [], [], [], []
    label, begun = None, 0
    for piece in source.split():
        if piece == "|":
            breaks.append(len(words))
            continue
        if piece.startswith("["):
            label, begun = piece[1:], len(words)
            continue
        closing = piece.endswith("]") and label is not None
        word, _, tag = piece.removesuffix("]" if closing else "").rpartition("/")
        words.append(word)
        tags.append(tag)
        if closing:
            names.append((begun, len(words) - 1, label))
            label = None
    spans, text = _text(words, tags, breaks)
    count = len(words)
    ends = [i for i, tag in enumerate(tags) if tag == "." or i + 1 in breaks or i + 1 == count]
    starts = [0, *(i + 1 for i in ends[:-1])]
    paragraphs = [0, *breaks]
    closes = [*(i - 1 for i in breaks), count - 1]
    labels = Labels(
        np.array([POS_TAGS.index(tag) for tag in tags]),
        np.zeros(count),
        np.zeros(count),
        np.ones(count),
        np.zeros((count, len(ROLE_TAGS))),
    )
    made = {
        "paragraphs": Paragraphs(
            [spans[i][0] for i in paragraphs], [spans[i][1] for i in closes], ["body"] * len(paragraphs)
        ),
        "tokens": SpanArray.of(spans),
        "sentences": SpanArray.of((spans[a][0], spans[b][1]) for a, b in zip(starts, ends, strict=True)),
        "labels": labels,
        "names": tuple(Name(Span(spans[a][0], spans[b][1]), kind, 0.9) for a, b, kind in names),
        "quotations": tuple(_quotation(text, number, *parts) for number, parts in enumerate(quotations, 1)),
    }
    return Document(text, layers={**made, **layers})


def _text(words, tags, breaks):
    text, spans, glue = "", [], True
    for i, (word, tag) in enumerate(zip(words, tags, strict=True)):
        if i in breaks:
            text += "\n\n"
        elif not (glue or tag in (".", ",", ":", "POS", "''", "-RRB-")):
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
        glue = tag in ("``", "-LRB-")
    return spans, text


def _quotation(text, number, kind, content, cue, source, evidence=()):
    parts = [content] if isinstance(content, str) else content
    return Quotation(
        f"q{number}",
        kind,
        tuple(place(text, part) for part in parts),
        place(text, cue),
        place(text, source),
        0.9,
        evidence,
    )


def place(text, words, nth=0):
    """Span of the words in the text; a pair (words, n) asks for the nth time that they stand there."""
    if words is None:
        return None
    if isinstance(words, tuple):
        words, nth = words
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))
