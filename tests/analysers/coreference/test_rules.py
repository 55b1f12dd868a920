"""What the text says outright, without the ranker: no networks are given."""

import pytest
from tests.tagged_text import tagged

from sayso.analysers.coreference import find_clusters
from sayso.analysers.coreference.lexicon import Lexicon, Weights
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.view import View

NOUNS = {"lake": (0.0, 0.0, 0.9), "city": (0.0, 0.0, 1.0), "country": (0.0, 0.0, 1.0)}


def together(source, last):
    """The mentions that are taken for what the last words of the text mean, these left out."""
    doc = tagged(source)
    view = View(doc)
    known = find_mentions(view)
    assert last in [doc.text_of(mention.span) for mention in known]
    for cluster in find_clusters(view, known, Weights({}, Lexicon(NOUNS, {}))):
        texts = [doc.text_of(mention.span) for mention in cluster]
        if texts[-1] == last:
            return texts[:-1]
    return []


@pytest.mark.parametrize(
    ("place", "noun"),
    [
        ("[LOC Ellmouth/NNP]", "city"),
        ("[LOC Ellmouth/NNP]", "town"),
        ("[LOC Kenya/NNP]", "country"),
        ("[LOC Kenya/NNP]", "nation"),
        ("[LOC Ohio/NNP]", "state"),
        ("[LOC U.S./NNP]", "country"),
        ("[LOC Georgia/NNP]", "country"),
        ("[LOC Georgia/NNP]", "state"),
        ("[LOC Arle/NNP]", "village"),
    ],
)
@pytest.mark.parametrize("determiner", ["the", "this"])
def test_a_noun_takes_up_the_place_that_it_can_mean(place, noun, determiner):
    (name,) = together(
        f"{place} slept/VBD ./. Then/RB [PER Lund/NNP] left/VBD {determiner}/DT {noun}/NN ./.", f"{determiner} {noun}"
    )
    assert f"[LOC {name}/NNP]" == place


@pytest.mark.parametrize(
    ("place", "noun"),
    [
        ("[LOC Kenya/NNP]", "city"),
        ("[LOC Ellmouth/NNP]", "country"),
        ("[LOC Ohio/NNP]", "city"),
        ("[LOC Europe/NNP]", "city"),
        ("[LOC Western/NNP Europe/NNP]", "city"),
        ("[LOC South/NNP]", "city"),
        ("[LOC Bell/NNP Lake/NNP]", "city"),
        ("[ORG Ellmouth/NNP]", "city"),
        ("[PER Lund/NNP]", "city"),
    ],
)
def test_a_noun_takes_up_no_place_of_another_kind(place, noun):
    assert together(f"{place} slept/VBD ./. She/PRP left/VBD the/DT {noun}/NN ./.", f"the {noun}") == []


@pytest.mark.parametrize(
    "phrase",
    [
        "a/DT city/NN",
        "the/DT next/JJ city/NN",
        "the/DT city/NNS",
        "the/DT city/NN of/IN [LOC Arle/NNP]",
        "the/DT capital/NN city/NN",
        "the/DT city/NN and/CC port/NN",
    ],
)
def test_a_noun_that_is_told_more_closely_takes_up_no_place(phrase):
    words = " ".join(piece.rpartition("/")[0].removeprefix("[") for piece in phrase.split() if piece != "[LOC")
    assert "Ellmouth" not in together(f"[LOC Ellmouth/NNP] slept/VBD ./. She/PRP saw/VBD {phrase} ./.", words)


@pytest.mark.parametrize("word", ["whole", "entire", "very"])
def test_emphasis_tells_no_other_place(word):
    source = f"[LOC Ellmouth/NNP] slept/VBD ./. She/PRP woke/VBD the/DT {word}/JJ city/NN ./."
    assert together(source, f"the {word} city") == ["Ellmouth"]


def test_a_town_may_be_named_after_a_direction():
    source = "[LOC South/NNP Arle/NNP] slept/VBD ./. She/PRP left/VBD the/DT city/NN ./."
    assert together(source, "the city") == ["South Arle"]


def test_somebodys_city_is_not_the_one_just_named():
    source = "[LOC Ellmouth/NNP] slept/VBD ./. She/PRP saw/VBD the/DT [PER Lund/NNP] city/NN ./."
    assert together(source, "the Lund city") == []


def test_a_noun_with_a_clause_means_another_place():
    source = "[LOC Ellmouth/NNP] slept/VBD ./. She/PRP saw/VBD the/DT city/NN where/WRB [PER Lund/NNP] lives/VBZ ./."
    assert together(source, "the city") == []


def test_where_a_city_lies_is_no_city():
    source = "[LOC Arle/NNP] ,/, [LOC Weald/NNP] ,/, slept/VBD ./. She/PRP left/VBD the/DT city/NN ./."
    assert together(source, "the city") == ["Arle"]


def test_of_several_cities_the_one_named_often_and_near_is_meant():
    often = "[LOC Arle/NNP] slept/VBD ./. " * 4
    source = f"{often} [LOC Ellmouth/NNP] woke/VBD ./. She/PRP left/VBD the/DT city/NN ./."
    assert together(source, "the city") == ["Arle"] * 4
    far = f"[LOC Arle/NNP] slept/VBD ./. {'Rain/NN fell/VBD ./. ' * 30}"
    assert together(f"{far} [LOC Ellmouth/NNP] woke/VBD ./. She/PRP left/VBD the/DT city/NN ./.", "the city") == [
        "Ellmouth"
    ]


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("[ORG Farmers/NNP Union/NNP]", "the/DT union/NN"),
        ("[ORG Farmers/NNP Union/NNP]", "this/DT union/NN"),
        ("[MISC Harvest/NNP Festival/NNP]", "this/DT festival/NN"),
        ("[LOC Iron/NNP Bridge/NNP]", "the/DT bridge/NN"),
    ],
)
def test_a_noun_takes_up_what_is_called_so(name, phrase):
    words = " ".join(piece.rpartition("/")[0] for piece in phrase.split())
    assert len(together(f"The/DT {name} came/VBD ./. Rain/NN spoilt/VBD {phrase} ./.", words)) == 1


def test_a_noun_takes_up_a_thing_only_nearby():
    rain = "Rain/NN fell/VBD ./. " * 5
    source = f"The/DT [MISC Harvest/NNP Festival/NNP] came/VBD ./. {rain} It/PRP spoilt/VBD the/DT festival/NN ./."
    assert together(source, "the festival") == []


def test_the_world_is_no_part_of_a_name():
    source = "The/DT [MISC Lost/NNP World/NNP] opened/VBD ./. It/PRP amazed/VBD the/DT world/NN ./."
    assert together(source, "the world") == []
