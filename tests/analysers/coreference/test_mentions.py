import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tagged_text import tagged

from sayso.analysers.coreference import mentions
from sayso.spans import POS_TAGS


def found(source, *kinds):
    doc = tagged(source)
    return [doc.text_of(m.span) for m in mentions(doc) if m.kind in (kinds or ("name", "nominal", "pronoun"))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Mayor/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./.", ["Mayor Ada Lund"]),
        ("the/DT old/JJ bridge/NN fell/VBD ./.", ["the old bridge"]),
        ("the/DT mayor/NN 's/POS plan/NN failed/VBD ./.", ["the mayor's plan", "the mayor's"]),
        ("[PER Lund/NNP] 's/POS aides/NNS left/VBD ./.", ["Lund's aides", "Lund's"]),
        ("a/DT spokesman/NN for/IN the/DT group/NN said/VBD so/RB ./.", ["a spokesman", "the group"]),
        ("the/DT end/NN of/IN the/DT war/NN came/VBD ./.", ["the end of the war", "the war"]),
        ("her/PRP$ team/NN won/VBD ./.", ["her team", "her"]),
        ("[PER Lund/NNP] aides/NNS left/VBD ./.", ["Lund aides", "Lund"]),
        ("This/DT hurts/VBZ us/PRP ./.", ["This", "us"]),
        ("they/PRP left/VBD on/IN Tuesday/NNP ./.", ["they"]),
        (
            "[PER Ada/NNP Lund/NNP] and/CC [PER Jon/NNP Moe/NNP] met/VBD ./.",
            ["Ada Lund and Jon Moe", "Ada Lund", "Jon Moe"],
        ),
        ("Mr./NNP Ban/NNP spoke/VBD ./.", ["Mr. Ban"]),
        ("! ./. ,/,".replace("! ", ""), []),
    ],
)
def test_noun_phrases_names_and_pronouns(source, expected):
    assert found(source) == expected


def test_the_head_of_a_name_is_the_name_without_its_title():
    doc = tagged("former/JJ President/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./.")
    (mention,) = mentions(doc)
    assert doc.text_of(mention.head) == "Ada Lund"
    assert mention.kind == "name"


def test_a_word_of_a_known_name_is_a_name_where_the_layer_missed_it():
    doc = tagged("[PER Ada/NNP Lund/NNP] spoke/VBD ./. Then/RB Lund/NNP left/VBD ./.")
    assert [doc.text_of(m.span) for m in mentions(doc) if m.kind == "name"] == ["Ada Lund", "Lund"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ada", "the", "’s", "her", "of", "and", "town", "”"]), st.sampled_from(POS_TAGS)),
        max_size=40,
    )
)
def test_mentions_lie_in_the_text_and_in_order(pairs):
    if not pairs:
        return
    doc = tagged(" ".join(f"{word}/{tag}" for word, tag in pairs))
    layer = mentions(doc)
    assert list(layer) == sorted(layer, key=lambda m: (m.span.start, -m.span.end))
    assert len({m.span for m in layer}) == len(layer)
    for mention in layer:
        assert mention.span.covers(mention.head)
        assert 0 <= mention.span.start < mention.span.end <= len(doc.text)
