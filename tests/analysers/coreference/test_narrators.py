from tests.tagged_text import tagged

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.narrators import narrators
from sayso.analysers.coreference.view import View


def who(source, *quotations):
    doc = tagged(source, *quotations)
    view = View(doc)
    mentions = find_mentions(view)
    found = narrators(view, facts_of(view, mentions, Lexicon({}, {})))
    return {paragraph: doc.text_of(mentions[index].head) for paragraph, index in found.items()}


def test_letters_are_signed_below():
    letters = (
        "I/PRP like/VBP it/PRP ./. | [PER Ada/NNP Lund/NNP] ./. | I/PRP hate/VBP it/PRP ./. | [PER Jon/NNP Moe/NNP] ./."
    )
    assert who(letters) == {0: "Ada Lund", 2: "Jon Moe"}


def test_a_signature_may_tell_where_its_bearer_lives():
    assert who("I/PRP like/VBP it/PRP ./. | [PER Ada/NNP Lund/NNP] ,/, [LOC Arle/NNP]") == {0: "Ada Lund"}


def test_an_author_stands_above():
    assert who("By/IN [PER Ada/NNP Lund/NNP] | I/PRP like/VBP it/PRP ./. | It/PRP works/VBZ ./.") == {
        1: "Ada Lund",
        2: "Ada Lund",
    }


def test_a_name_in_a_sentence_signs_nothing():
    assert who("I/PRP like/VBP it/PRP ./. | [PER Ada/NNP Lund/NNP] left/VBD ./.") == {}


def test_who_is_quoted_tells_nothing_of_the_narrator():
    source = "“/`` I/PRP won/VBD ./. ”/'' | [PER Ada/NNP Lund/NNP] ./."
    assert who(source, ("direct", "“I won.”", None, None)) == {}


def test_whom_the_narration_names_again_does_not_tell_it():
    assert who("[PER Ada/NNP Lund/NNP] | I/PRP met/VBD [PER Ada/NNP] ./. | I/PRP left/VBD ./.") == {}


def test_an_author_may_be_told_of_at_the_end():
    source = "[PER Ada/NNP Lund/NNP] | I/PRP left/VBD ./. | [PER Ada/NNP Lund/NNP] is/VBZ a/DT farmer/NN ./."
    assert who(source)[1] == "Ada Lund"


def test_a_byline_holds_though_the_author_is_named():
    source = "By/IN [PER Ada/NNP Lund/NNP] | I/PRP ,/, [PER Ada/NNP Lund/NNP] ,/, like/VBP it/PRP ./."
    assert who(source) == {1: "Ada Lund"}
