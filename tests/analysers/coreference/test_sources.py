import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.sources import SourceFinder
from sayso.analysers.coreference.speech import speaking_mentions
from sayso.analysers.coreference.view import View

LEXICON = Lexicon({"leader": (1.0, 0.0, 0.0), "reporter": (1.0, 0.0, 0.0), "lawyer": (1.0, 0.0, 0.0)}, {})


def head(source, words):
    doc = tagged(source)
    view = View(doc)
    mentions = find_mentions(view)
    fact = SourceFinder(view, facts_of(view, mentions, LEXICON)).find(place(doc.text, words))
    return fact and doc.text_of(mentions[fact.index].head)


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("Mayor/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./.", "Mayor Ada Lund", "Ada Lund"),
        ("a/DT spokesman/NN for/IN the/DT group/NN spoke/VBD ./.", "a spokesman for the group", "spokesman"),
        ("[PER Lund/NNP] 's/POS aides/NNS spoke/VBD ./.", "Lund's aides", "aides"),
        (
            "the/DT group/NN 's/POS leader/NN ,/, [PER Ada/NNP Roe/NNP] ,/, spoke/VBD ./.",
            "the group's leader, Ada Roe,",
            "Ada Roe",
        ),
        (
            "A/DT lawyer/NN for/IN [ORG Acme/NNP] ,/, [PER Jon/NNP Moe/NNP] ,/, spoke/VBD ./.",
            "A lawyer for Acme, Jon Moe,",
            "Jon Moe",
        ),
        ("[PER Ada/NNP Roe/NNP] ,/, the/DT leader/NN ,/, spoke/VBD ./.", "the leader", "Ada Roe"),
        ("[LOC Arle/NNP] ,/, [LOC Ellmouth/NNP] 's/POS ally/NN ,/, said/VBD so/RB ./.", "Ellmouth's ally", "Arle"),
        ("In/IN [LOC Arle/NNP] ,/, the/DT leader/NN said/VBD so/RB ./.", "the leader", "leader"),
        ("the/DT reporter/NN who/WP spoke/VBD left/VBD ./.", "who", "reporter"),
        ("[PER Ada/NNP Lund/NNP] ,/, who/WP spoke/VBD ,/, left/VBD ./.", "who", "Ada Lund"),
        ("the/DT reporter/NN near/IN the/DT gate/NN who/WP spoke/VBD left/VBD ./.", "who", "reporter"),
        ("the/DT reporter/NN in/IN [LOC Arle/NNP] ,/, who/WP spoke/VBD ,/, left/VBD ./.", "who", "reporter"),
        (
            "a/DT report/NN by/IN the/DT [ORG Harbour/NNP Board/NNP] said/VBD so/RB ./.",
            "a report by the Harbour Board",
            "Harbour Board",
        ),
        ("[ORG Acme/NNP] 's/POS statement/NN said/VBD so/RB ./.", "Acme's statement", "Acme"),
        ("her/PRP$ statement/NN said/VBD so/RB ./.", "her statement", "her"),
        (
            "[ORG Federal/NNP] and/CC city/NN lawyers/NNS said/VBD so/RB ./.",
            "Federal and city lawyers",
            "lawyers",
        ),
        ("they/PRP thanked/VBD [ORG Lund/NNP] ,/, who/WP said/VBD so/RB ./.", "who", "Lund"),
        ("she/PRP spoke/VBD ./.", "she", "she"),
    ],
)
def test_the_mention_behind_a_source(source, words, expected):
    assert head(source, words) == expected


def speakers(source, *quotations):
    doc = tagged(source, *quotations)
    view = View(doc)
    mentions = find_mentions(view)
    found = speaking_mentions(view, facts_of(view, mentions, LEXICON))
    return {number: (doc.text_of(mentions[s.mention].head), s.how) for number, s in found.items()}


@pytest.mark.parametrize(
    ("source", "content", "expected"),
    [
        ("“/`` Yes/UH ./. ”/'' –/: [PER Ada/NNP Lund/NNP]", "“Yes.”", ("Ada Lund", "signature")),
        ("[PER LUND/NNP] :/: We/PRP won/VBD ./.", "We won.", ("LUND", "turn")),
        ("“/`` Yes/UH ,/, ”/'' laughed/VBD [PER Lund/NNP] ./.", "“Yes,”", ("Lund", "said after")),
        ("“/`` Yes/UH ./. ”/'' she/PRP added/VBD ./.", "“Yes.”", ("she", "said after")),
        ("[PER Lund/NNP] smiled/VBD :/: “/`` Yes/UH ./. ”/''", "“Yes.”", ("Lund", "said before")),
        ("“/`` Yes/UH ./. ”/'' Slowly/RB [PER Lund/NNP] rose/VBD ./.", "“Yes.”", ("Lund", "acts after")),
        ("The/DT sign/NN read/VBD “/`` Exit/NN ”/'' ./.", "“Exit”", None),
    ],
)
def test_who_speaks_a_quotation_without_source(source, content, expected):
    assert speakers(source, ("direct", content, None, None)).get(0) == expected


def test_indirect_words_without_source_have_no_speaker():
    assert speakers("[PER Lund/NNP] said/VBD so/RB ./.", ("indirect", "so", "said", None)) == {}


def test_capitals_are_no_relative_pronoun():
    source = (
        "the/DT doctor/NN praised/VBD [PER Ada/NNP Roe/NNP] ./. WHO/WP chief/NN [PER Jon/NNP Moe/NNP] spoke/VBD ./."
    )
    assert head(source, "WHO chief Jon Moe") == "Jon Moe"
