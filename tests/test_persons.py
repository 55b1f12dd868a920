import pytest

from sayso.document import Document
from sayso.persons import people
from sayso.records import Entity, Mention, Quote
from sayso.spans import Span

TEXT = "“Yes,” she said."


def speaker(name, **known):
    span = Span(7, 10)
    return Entity("e1", name, known.pop("label", "PER"), (Mention(span, "pronoun", span),), **known)


def article(number, *speakers, others=()):
    entities = [*speakers, *(speaker(name) for name in others)]
    numbered = [
        Entity(
            f"e{i}", e.name, e.label, e.mentions, e.aliases, e.descriptions, e.role, e.affiliation, e.gender, e.number
        )
        for i, e in enumerate(entities, 1)
    ]
    quotes = [
        Quote(f"q{i}", "direct", (Span(0, 6),), None, Span(7, 10), entity, 0.9)
        for i, entity in enumerate(numbered[: len(speakers)], 1)
    ]
    return Document(TEXT, f"doc{number}", layers={"entities": tuple(numbered), "quotes": tuple(quotes)})


def names(docs):
    return [(person.name, person.documents) for person in people(docs)]


def test_one_full_name_in_two_documents_is_one_person():
    docs = [article(1, speaker("Ada Lund")), article(2, speaker("Ada Lund"))]
    (person,) = people(docs)
    assert person.documents == ("doc1", "doc2")
    assert person.quotes == 2
    assert person.evidence == ('same name "Ada Lund"',)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (speaker("Kim Berg", gender="feminine"), speaker("Kim Berg", gender="masculine")),
        (speaker("Jon Moe", role="plumber"), speaker("Jon Moe", role="senator")),
        (speaker("Jon A. Moe"), speaker("Jon B. Moe")),
        (speaker("Jon Moe Jr."), speaker("Jon Moe Sr.")),
        (speaker("Moe"), speaker("Moe")),
        (speaker("Moe", affiliation="county"), speaker("Moe", affiliation="county")),
        (speaker("Jon Moe"), speaker("Jan Moe")),
        (speaker("Lund", label="PER"), speaker("Lund", label="ORG")),
    ],
)
def test_namesakes_stay_apart(one, other):
    assert len(people([article(1, one), article(2, other)])) == 2


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (speaker("William Berg", role="mayor"), speaker("Bill Berg", role="mayor"), "William Berg"),
        (speaker("Jon Moe"), speaker("Jon K. Moe"), "Jon K. Moe"),
        (speaker("Acme Inc.", label="ORG"), speaker("Acme", label="ORG"), "Acme Inc."),
        (speaker("the United States", label="LOC"), speaker("U.S.", label="LOC"), "the United States"),
        (speaker("Moe", affiliation="Acme"), speaker("Moe", affiliation="Acme"), "Moe"),
    ],
)
def test_ways_of_writing_one_name_are_merged(one, other, name):
    (person,) = people([article(1, one), article(2, other)])
    assert person.name == name


def test_a_nickname_alone_is_no_evidence():
    assert len(people([article(1, speaker("William Berg")), article(2, speaker("Bill Berg"))])) == 2


def test_the_company_somebody_keeps_is_evidence():
    others = ("Ada Lund", "Kim Berg")
    docs = [
        article(1, speaker("Jon Moe", role="coach"), others=others),
        article(2, speaker("Jon Moe", role="owner"), others=others),
    ]
    (person, *_) = people(docs)
    assert person.documents == ("doc1", "doc2")
    assert "Ada Lund" in person.evidence[0]


def test_who_has_no_name_or_does_not_speak_is_left_out():
    group = speaker("factory workers", label="GROUP")
    assert names([article(1, group, speaker("Ada Lund"), others=["Jon Moe"])]) == [("Ada Lund", ("doc1",))]


def test_most_quoted_first_and_the_same_each_time():
    docs = [article(1, speaker("Ada Lund"), speaker("Jon Moe")), article(2, speaker("Jon Moe"))]
    assert [person.name for person in people(docs)] == ["Jon Moe", "Ada Lund"]
    assert people(docs) == people(iter(docs))


def test_a_collection_of_one_name_takes_linear_time():
    docs = [article(number, speaker("Jon Moe", role=f"keeper{number} of things")) for number in range(400)]
    assert sum(len(person.appearances) for person in people(docs)) == 400


def test_nothing_gives_nobody():
    assert people([]) == ()
