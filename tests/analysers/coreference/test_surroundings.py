import pytest
from tests.tagged_text import tagged

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.surroundings import SURROUNDINGS, Surroundings
from sayso.analysers.coreference.view import View


def rows(source, pronoun, *names):
    view = View(tagged(source))
    facts = {fact.head: fact for fact in facts_of(view, find_mentions(view), Lexicon({}, {}))}
    found = Surroundings(view).rows(facts[pronoun], [facts[name] for name in names])
    return [{name for name, value in zip(SURROUNDINGS, row, strict=True) if value} for row in found]


def test_what_stands_next_to_the_mentions():
    (row,) = rows("[PER Lund/NNP] said/VBD that/IN she/PRP won/VBD ./.", "she", "lund")
    assert {"before_subordinator", "follows_finite", "near_before_edge", "near_follows_finite"} <= row
    assert {"near_says", "says_that", "between_subordinator", "here_subordinator"} <= row


def test_what_lies_between_counts_in_one_sentence_only_as_here():
    (row,) = rows("[PER Lund/NNP] came/VBD to/TO vote/VB ./. She/PRP won/VBD ./.", "she", "lund")
    assert "between_to" in row
    assert "here_to" not in row


@pytest.mark.parametrize(
    ("source", "fronted"),
    [
        ("After/IN her/PRP$ win/NN ,/, [PER Lund/NNP] left/VBD ./.", True),
        ("Her/PRP$ win/NN pleased/VBD [PER Lund/NNP] ./.", False),
    ],
)
def test_a_name_after_the_pronoun_and_what_opens_the_sentence(source, fronted):
    (row,) = rows(source, "her", "lund")
    assert ("fronted" in row) == fronted
