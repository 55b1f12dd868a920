"""Hostile and long input: the work grows with the text and not with its square."""

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest

from sayso.analysers.sentiment import Scorer, score_many, score_sentiment, sentiment
from sayso.analysers.sentiment.types import TypeTable
from sayso.analysers.sentiment.words import WORD, base_forms
from sayso.document import Document
from sayso.records import Entity, Mention, Quote
from sayso.spans import Span, SpanArray

NAME = "World Health Org (WHO) "
HOSTILE = ["(", "[(", "-_", "^_", ":)", ":", "!?", "<3", "xD", "1", "a-", "\n ", "~", ".-"]


@pytest.mark.parametrize("run", HOSTILE)
@pytest.mark.parametrize("end", ["", "w", "?", ":"])
def test_runs_of_marks_are_read_at_once(run, end):
    text = run * (200_000 // len(run)) + end
    assert "".join("".join(WORD.findall(text)).split()) == "".join(text.split())
    score_sentiment(text)


@pytest.mark.parametrize(("form", "short"), [("!!!?", "!!!?"), (":)))", ":)"), ("1" * 300_000 + "2", None)])
def test_drawn_out_marks_are_shortened_at_their_end(form, short):
    assert base_forms(form) == ((short,) if short and short != form else ())


def long_line(count: int) -> Document:
    text = NAME * count
    places = [Span(i, i + len(NAME) - 1) for i in range(0, len(text), len(NAME))]
    entities = tuple(
        Entity(f"e{i}", NAME.strip(), "ORG", (Mention(place, "name", place),)) for i, place in enumerate(places)
    )
    speaker = Entity("s", "Ada", "PER", (Mention(Span(0, 5), "name", Span(0, 5)),))
    quotes = tuple(
        Quote(f"q{i}", "direct", (place,), None, None, speaker, 0.9) for i, place in enumerate(places) if i % 2
    )
    return Document(
        text,
        layers={
            "tokens": SpanArray.of([]),
            "sentences": SpanArray([0], [len(text)]),
            "quotes": quotes,
            "entities": (*entities, speaker),
        },
    )


def lines_run(call: Callable[[], Any]) -> int:
    """How many lines of sayso's own code a call runs."""
    count = 0

    def trace(frame: Any, event: str, _: object) -> Any:
        nonlocal count
        code: CodeType = frame.f_code
        if "sayso" not in code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def test_mentions_in_one_long_line_are_read_once(monkeypatch):
    read: list[int] = []
    real = TypeTable.read

    def counted(self, texts, **options):
        read.extend(map(len, texts))
        return real(self, texts, **options)

    monkeypatch.setattr(TypeTable, "read", counted)
    doc = long_line(400)
    sentiment(doc)
    assert sum(read) <= 8 * len(doc.text)


def test_the_work_for_quotes_and_mentions_grows_with_their_number():
    small, large = long_line(150), long_line(600)
    sentiment(small)
    sentiment(large)
    assert lines_run(lambda: sentiment(large)) < 6 * lines_run(lambda: sentiment(small))


def test_a_tone_does_not_depend_on_the_texts_beside_it():
    texts = [
        "“Reyes is a corrupt liar, Pike said.",
        "Lund opened the office in May.",
        "Lund praised the nurses and the “brave” crew.",
        "The mayor betrayed Lund.",
    ]
    targets = [
        (text.find("Lund") if "Lund" in text else 1, text.find("Lund") + 4 if "Lund" in text else 6) for text in texts
    ]
    alone = [score_sentiment(text, target=target) for text, target in zip(texts, targets, strict=True)]
    assert score_many(texts, targets=targets) == alone
    assert score_many(texts[::-1] * 2, targets=targets[::-1] * 2) == alone[::-1] * 2


def test_texts_with_several_targets_keep_their_order():
    text = "The mayor praised Lund, but called Pike a corrupt liar."
    lund, pike = (text.index("Lund"), text.index("Lund") + 4), (text.index("Pike"), text.index("Pike") + 4)
    scorer = Scorer()
    mixed = scorer.score_many([text, "A fine day.", text, text], targets=[pike, None, lund, None])
    assert mixed == [
        scorer.score(text, target=pike),
        scorer.score("A fine day."),
        scorer.score(text, target=lund),
        scorer.score(text),
    ]
