import pytest
from tests.tagged_text import tagged

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.naming import group_names
from sayso.analysers.coreference.surfaces import name_words
from sayso.analysers.coreference.view import View

LEXICON = Lexicon({}, {"ada": 1.0, "jon": -1.0, "william": -1.0, "hanna": 1.0})


def groups(*names):
    """Names grouped as sets of their words, from names given as "LABEL words"; a title may stand before."""
    pieces = []
    for name in names:
        title, _, rest = name.rpartition("|")
        label, *words = rest.split()
        pieces += [f"{word}/NNP" for word in title.split()]
        pieces.append(f"[{label} " + " ".join(f"{word}/NNP" for word in words) + "]")
        pieces += ["spoke/VBD", "./."]
    doc = tagged(" ".join(pieces))
    mentions = find_mentions(View(doc))
    return [
        [doc.text_of(mentions[i].head) for i in group.mentions] for group in group_names(View(doc), mentions, LEXICON)
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["PER Ada Lund", "PER Lund"],
        ["PER Ada Lund", "PER Ada"],
        ["PER William Berg", "PER Bill Berg", "PER Berg"],
        ["PER Jon K. Moe", "PER Jon Moe", "PER J. Moe"],
        ["PER William Moe", "PER Bill Moe", "PER W. Moe"],
        ["PER Jon Karl Moe", "PER JKM"],
        ["ORG Department of Harbour Safety", "ORG Harbour Safety"],
        ["PER Ada Lund", "PER LUND"],
        ["PER Maria Garcia", "PER Maria Garcia Lopez"],
        ["PER Ada Berg-Lund", "PER Lund"],
        ["ORG Acme Inc.", "ORG Acme"],
        ["ORG the Harbour Safety Board", "ORG HSB"],
        ["ORG Ellmouth Daily Post", "ORG Post"],
        ["LOC United States", "LOC U.S."],
        ["LOC Ellmouth", "LOC Ellmouth"],
        ["PER Ada Lund", "Mrs.|PER Lund"],
    ],
)
def test_ways_of_writing_one_name(names):
    assert len(groups(*names)) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["PER Ada Lund", "PER Jon Lund"],
        ["PER Jon Moe Jr.", "PER Jon Moe Sr."],
        ["PER Jon A. Moe", "PER Jon B. Moe"],
        ["PER Ada Lund", "Mr.|PER Lund"],
        ["ORG University of Ellmouth", "ORG University of Arle"],
        ["LOC New Arle", "ORG New Arle Times"],
        ["ORG Acme", "LOC Ellmouth"],
        ["PER Gerald Ford", "ORG Ford Motor Company"],
    ],
)
def test_names_that_stay_apart(names):
    assert len(groups(*names)) == 2


def test_titles_tell_husband_and_wife_apart():
    husband, wife = groups("PER Jon Lund", "PER Ada Lund", "Mr.|PER Lund", "Mrs.|PER Lund")
    assert husband == ["Jon Lund", "Lund"]
    assert wife == ["Ada Lund", "Lund"]


def test_a_bare_surname_goes_to_whom_the_text_names_most():
    first, _ = groups("PER Ada Lund", "PER Jon Lund", "PER Ada Lund", "PER Lund")
    assert first == ["Ada Lund", "Ada Lund", "Lund"]


def test_a_relative_named_late_does_not_take_over_the_surname():
    bare = "[PER Lund/NNP] spoke/VBD ./. "
    doc = tagged(f"{bare} | {bare * 3} [PER Hanna/NNP Lund/NNP] spoke/VBD ./. {bare}")
    mentions = find_mentions(View(doc))
    lund, hanna = group_names(View(doc), mentions, LEXICON)
    assert len(lund.mentions) == 5
    assert [doc.text_of(mentions[i].head) for i in hanna.mentions] == ["Hanna Lund"]


def test_an_acronym_in_brackets_is_the_name_before_it():
    doc = tagged("the/DT [ORG Port/NNP Watch/NNP Team/NNP] -LRB-/-LRB- ./.".replace("-LRB-/", "(/") + " ")
    assert name_words(doc.text_of(doc.names[0].span)) == ("port", "watch", "team")
    doc = tagged("The/DT [ORG Port/NNP Watch/NNP Team/NNP] (/-LRB- [ORG PW/NNP] )/-RRB- spoke/VBD ./.")
    mentions = find_mentions(View(doc))
    assert len(group_names(View(doc), mentions, LEXICON)) == 1


def test_a_label_conflict_is_settled_once():
    (group,) = groups("LOC Arle", "LOC Arle", "ORG Arle")
    assert len(group) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [("U.S.", ("us",)), ("O’Neill’s", ("o'neill",)), ("Berg-Lund", ("berg-lund",)), ("AT&T", ("at&t",)), ("…", ())],
)
def test_words_of_a_name(text, words):
    assert name_words(text) == words


def together(source):
    doc = tagged(source)
    mentions = find_mentions(View(doc))
    return [
        [doc.text_of(mentions[i].span) for i in group.mentions] for group in group_names(View(doc), mentions, LEXICON)
    ]


def test_a_first_name_before_and_shares_the_surname_after_it():
    found = together(
        "[PER Jon/NNP] and/CC [PER Ada/NNP Lund/NNP] came/VBD ./. Mr./NNP [PER Lund/NNP] spoke/VBD ./."
        " Mrs./NNP [PER Lund/NNP] left/VBD ./."
    )
    assert found == [["Jon", "Mr. Lund"], ["Ada Lund", "Mrs. Lund"]]


def test_two_surnames_side_by_side_are_no_couple():
    found = together("[PER Berg/NNP] and/CC [PER Ada/NNP Lund/NNP] came/VBD ./. Mr./NNP [PER Lund/NNP] spoke/VBD ./.")
    assert ["Berg"] in found


def test_whom_the_narration_calls_by_first_name_it_does_not_call_by_surname():
    found = together(
        "[PER Ada/NNP Lund/NNP] came/VBD ./. [PER Ada/NNP Lund/NNP] sat/VBD ./. [PER Ada/NNP] spoke/VBD ./."
        " [PER Jon/NNP Lund/NNP] left/VBD ./. [PER Lund/NNP] slept/VBD ./."
    )
    assert found == [["Ada Lund", "Ada Lund", "Ada"], ["Jon Lund", "Lund"]]
