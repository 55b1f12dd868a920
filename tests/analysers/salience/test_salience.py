import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.articles import TEXT, article
from tests.tagged_text import tagged

from sayso.analysers.salience import FEATURES, entity_features, salience
from sayso.document import Document
from sayso.records import Entity, Mention
from sayso.spans import Paragraphs, Span, SpanArray


def column(features, name):
    return features[:, FEATURES.index(name)]


def test_scores_are_shares_and_ordered():
    scores = salience(article())
    values = list(scores.values())
    assert set(scores) == {"e1", "e2", "e3", "e4", "e5"}
    assert values == sorted(values, reverse=True)
    assert all(0.0 <= value <= 1.0 for value in values)


def test_the_one_a_text_is_about_comes_first():
    scores = salience(article())
    assert next(iter(scores)) == "e1"
    assert scores["e1"] > scores["e5"]


def test_no_entities_no_scores():
    doc = article().with_layer("entities", ())
    assert dict(salience(doc)) == {}


def test_an_entity_without_mentions_has_a_low_score():
    doc = article()
    doc = doc.with_layer("entities", (*doc.entities, Entity("e9", "Nobody", "PER", ())))
    scores = salience(doc)
    assert scores["e9"] < scores["e1"]


def test_features_count_what_they_name():
    doc = article()
    features = entity_features(doc)
    assert features.shape == (5, len(FEATURES))
    assert np.isfinite(features).all()
    lund = doc.entities[0]
    assert column(features, "mentions")[0] == pytest.approx(np.log1p(len(lund.mentions)))
    assert column(features, "pronouns")[0] == pytest.approx(np.log1p(2))
    assert column(features, "speaks").tolist() == pytest.approx(np.log1p([2, 2, 0, 1, 0]).tolist())
    # Two quotes of others speak of the mayor; what she says herself does not count.
    assert column(features, "spoken_of")[0] == pytest.approx(np.log1p(2))
    assert column(features, "is_ORG").tolist() == [0, 0, 1, 0, 0]
    assert column(features, "unnamed").tolist() == [0, 0, 0, 1, 0]
    assert column(features, "inside_share")[4] == 1.0


def test_an_adjective_made_of_a_name_is_not_about_it():
    doc = tagged(
        "The/DT [MISC Ruritanian/JJ] fleet/NN met/VBD a/DT [MISC Ruritanian/NNP] ./."
        " [MISC Arlish/JJ] ships/NNS left/VBD ./."
    )
    (fleet, sailor, arlish) = doc.names
    mentions = [Mention(name.span, "name", name.span) for name in (fleet, sailor, arlish)]
    doc = doc.with_layer(
        "entities",
        (Entity("e1", "Ruritanian", "MISC", tuple(mentions[:2])), Entity("e2", "Arlish", "MISC", (mentions[2],))),
    )
    assert column(entity_features(doc), "names").tolist() == pytest.approx([np.log1p(1), np.log1p(1)])
    assert column(entity_features(doc), "first")[0] == pytest.approx(1 - sailor.span.start / len(doc.text))


def test_people_with_a_name_are_no_unnamed_entity():
    doc = tagged("[MISC Ruritanians/NNPS] left/VBD ./.")
    span = doc.names[0].span
    people = Entity("e1", "Ruritanians", "GROUP", (Mention(span, "name", span),))
    assert column(entity_features(doc.with_layer("entities", (people,))), "unnamed").tolist() == [0]


def test_headline_counts():
    doc = article()
    span = Span(TEXT.index("ferry line"), TEXT.index("ferry line") + 10)
    line = Entity("e6", "ferry line", "MISC", (Mention(span, "name", span),))
    doc = doc.with_layer("entities", (*doc.entities, line))
    assert doc.paragraphs.kinds[0] == "headline"
    assert column(entity_features(doc), "headline").tolist() == [0, 0, 0, 0, 0, 1]


def test_works_on_few_layers():
    doc = article()
    bare = Document(doc.text, layers={name: doc[name] for name in ("entities", "sentences")})
    assert set(salience(bare)) == {"e1", "e2", "e3", "e4", "e5"}


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), min_size=1, max_size=6),
        min_size=1,
        max_size=8,
    )
)
def test_any_mentions_give_scores(groups):
    text = "a b c d " * 25
    entities = tuple(
        Entity(f"e{i}", "a", "PER", tuple(Mention(Span(s, s + n), "name", Span(s, s + n)) for s, n in group))
        for i, group in enumerate(groups)
    )
    layers = {
        "entities": entities,
        "sentences": SpanArray.of([(0, 40), (40, 120)]),
        "paragraphs": Paragraphs([0], [200], ["body"]),
        "tokens": SpanArray.of([(i, i + 1) for i in range(0, 200, 2)]),
    }
    scores = salience(Document(text, layers=layers))
    assert len(scores) == len(groups)
    assert all(0.0 <= value <= 1.0 for value in scores.values())


def test_a_name_inside_a_longer_one_is_known():
    doc = article()
    span = Span(TEXT.index("Ada Lund"), TEXT.index("Ada Lund") + 8)
    parts = [
        Entity(f"p{i}", name, "PER", (Mention(span, "name", span),)) for i, name in enumerate(("Lund", "Ada Fund"))
    ]
    doc = doc.with_layer("entities", (*doc.entities, *parts))
    assert column(entity_features(doc), "part_of_name")[-2:].tolist() == [1, 0]


def test_only_a_longer_mention_has_others_inside_it():
    text = "The Mayor of Ostia left for Berg."
    places = {"a": "Mayor of Ostia", "b": "Ostia", "c": "Ostia", "d": "Berg", "e": "Berg"}
    spans = {key: Span(text.index(name), text.index(name) + len(name)) for key, name in places.items()}
    entities = tuple(Entity(key, places[key], "LOC", (Mention(span, "name", span),)) for key, span in spans.items())
    doc = Document(text, layers={"entities": entities, "sentences": SpanArray.of([(0, len(text))])})
    assert column(entity_features(doc), "inside_share").tolist() == [0, 1, 1, 0, 0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("sentences", [[], [(10, 22)]])
def test_a_mention_outside_all_sentences_counts_as_in_the_first(sentences):
    span = Span(0, 5)
    layers = {"entities": (Entity("e1", "Ostia", "LOC", (Mention(span, "name", span),)),)}
    doc = Document("Ostia.\n\n  It rained all day.", layers={**layers, "sentences": SpanArray.of(sentences)})
    features = entity_features(doc)
    assert np.isfinite(features).all()
    assert column(features, "first_sentence").tolist() == [1]
    assert 0 <= salience(doc)["e1"] <= 1


def test_central_sentences_count():
    text = "The ferry sails to Ostia. The ferry sails at noon with Reyes. Berg sleeps."
    spans = {name: Span(text.index(name), text.index(name) + len(name)) for name in ("Ostia", "Reyes", "Berg")}
    entities = tuple(Entity(name, name, "PER", (Mention(span, "name", span),)) for name, span in spans.items())
    sentences = SpanArray.of([(0, 25), (26, 61), (62, len(text))])
    doc = Document(text, layers={"entities": entities, "sentences": sentences})
    ostia, reyes, berg = column(entity_features(doc), "centrality").tolist()
    assert min(ostia, reyes) > 1 > berg


def test_many_long_names_take_linear_time():
    def seconds(count):
        name = " ".join(f"w{i}" for i in range(200))
        entities = tuple(Entity(f"e{i}", f"{name} {i}", "ORG", ()) for i in range(count))
        doc = Document("x", layers={"entities": entities, "sentences": SpanArray.of([(0, 1)])})
        start = time.perf_counter()
        entity_features(doc)
        return time.perf_counter() - start

    seconds(10)
    assert seconds(800) < 20 * max(seconds(100), 0.005)
