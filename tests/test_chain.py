"""The whole chain on the corpus: what a reader sees in these articles must be found, within what the models can do."""

import json

import pytest
from corpus import build

import sayso
from sayso.formats import document_table
from sayso.learn.scoring import score_names, score_quotes

GOLD = build.build_all()
SEED = GOLD[0]


@pytest.fixture(scope="module", params=["fast", "accurate"])
def docs(request):
    return {doc.id: doc for doc in sayso.pipe(GOLD, model=request.param)}


@pytest.fixture(scope="module")
def scores(docs):
    return score_quotes(GOLD, {name: doc.to_dict() for name, doc in docs.items()})


def of(entities, name):
    return next(entity for entity in entities if entity.name == name)


def quote_with(doc, words):
    return next(quote for quote in doc.quotes if words in doc.text_of(quote.content))


# Well below what is reached, so that a test fails when something breaks and not when a weight moves.


@pytest.mark.parametrize(("kind", "least"), [("direct", 0.9), ("all", 0.75)])
def test_quotations_are_found(scores, kind, least):
    assert scores["detection"][kind].f1 >= least


@pytest.mark.parametrize(("kind", "least"), [("direct", 0.8), ("all", 0.7)])
def test_their_sources_are_found(scores, kind, least):
    assert scores["who_said_what"][kind].f1 >= least


@pytest.mark.parametrize(("kind", "least"), [("direct", 0.7), ("all", 0.65)])
def test_their_speakers_are_named(scores, kind, least):
    assert scores["named_speaker"][kind].f1 >= least


def test_names_are_found(docs):
    predictions = {name: doc.to_dict(["entities"]) for name, doc in docs.items()}
    assert score_names(GOLD, predictions, None)["micro"].f1 >= 0.65


def test_names_of_one_are_merged(docs):
    entities = docs[SEED["id"]].entities
    lukashenko = of(entities, "Alexander Lukashenko")
    assert "Lukashenko" in lukashenko.aliases
    assert "dictator" in lukashenko.descriptions
    assert "CIT" in of(entities, "Conflict Intelligence Team").aliases
    assert of(entities, "Svetlana Tikhanovskaya").label == "PER"


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("nominal capacity", "Conflict Intelligence Team"),
        ("broad assistance", "Alexander Lukashenko"),
        ("until you kill me", "Alexander Lukashenko"),
        ("(I’ll do it)", "Svetlana Tikhanovskaya"),
        ("We will hold on", "Alexander Lukashenko"),
        ("Europe’s toilet", "Alexander Lukashenko"),
    ],
)
def test_speakers_behind_names_nominals_and_pronouns(docs, words, speaker):
    assert quote_with(docs[SEED["id"]], words).speaker.name == speaker


def test_nobody_says_a_slogan(docs):
    doc = docs[SEED["id"]]
    assert not any(quote.speaker for quote in doc.quotes if "Lukashenko out!" in doc.text_of(quote.content))


def test_a_split_quotation_is_one_quote(docs):
    quote = quote_with(docs["bridge"], "one lane open")
    assert [docs["bridge"].text_of(part) for part in quote.content] == [
        '"We looked at every way to keep one lane open,"',
        '"and there isn\'t a safe one."',
    ]


def test_a_quotation_over_paragraphs_is_one_quote(docs):
    quote = quote_with(docs["valley_dam"], "my first memo")
    assert "people downstream" in docs["valley_dam"].text_of(quote.content)
    assert "kept copies" in docs["valley_dam"].text_of(quote.content)


def test_lines_that_are_not_the_article_give_no_quotes_and_no_speakers(docs):
    for gold in GOLD:
        doc = docs[gold["id"]]
        silent = [
            sayso.Span(line["start"], line["end"]) for line in gold["lines"] if line["kind"] in build.SILENT_LINES
        ]
        for line in silent:
            assert not any(line.overlaps(span) for quote in doc.quotes for span in quote.content)
            assert not any(line.covers(entity.mentions[0].span) for entity in doc.entities)


def test_summaries_are_of_no_adjectives(docs):
    summary = docs[SEED["id"]].summary
    names = {item.name for item in summary.entities}
    names |= {companion.name for item in summary.entities for companion in item.appears_with}
    assert "Alexander Lukashenko" in names
    assert not names & {"Russian", "Belarusian"}


def test_the_table_lists_who_is_who_and_no_adjectives(docs):
    table = document_table(docs[SEED["id"]], width=100)
    main = table[table.index("MAIN ENTITIES") :]
    assert "Alexander Lukashenko" in main
    assert "Russian  " not in main
    assert "Belarusian  " not in main


def test_a_headline_may_quote(docs):
    headline = docs["refinery"].paragraphs.of_kind("headline")[0]
    assert any(headline.covers(quote.content[0]) for quote in docs["refinery"].quotes)


def test_what_comes_out_can_be_written_and_read(docs):
    for doc in docs.values():
        assert sayso.Document.from_dict(json.loads(json.dumps(doc.to_dict(), allow_nan=False))) == doc
