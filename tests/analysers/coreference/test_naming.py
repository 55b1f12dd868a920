import time

import pytest
from tests.tagged_text import tagged

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.naming import group_names
from sayso.analysers.coreference.surfaces import name_words
from sayso.analysers.coreference.view import View
from sayso.records import Name

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
        ["PER Zoë Lund", "PER Zoe Lund"],
        ["PER Ada Moe", "PER Moe I"],
        ["ORG River Guard of Kent", "ORG River Guard"],
        ["ORG United Kingdom Home Office", "ORG Home Office"],
        ["ORG U.S. Congress", "ORG United States Congress", "ORG Congress"],
        ["ORG United Airlines", "ORG United"],
        ["LOC Ellmouth City", "LOC Ellmouth"],
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
        ["PER Antonio Lund", "PER Antonia Lund"],
        ["LOC Mexico City", "LOC Mexico"],
        ["LOC Quebec City", "LOC Quebec"],
        ["ORG UN Women", "ORG United Nations"],
        ["ORG United Nations Women", "ORG UN"],
        ["ORG U.S. Senate", "ORG United States"],
        ["LOC U.S. Senate", "LOC US"],
        ["MISC African Americans", "MISC Americans"],
        ["PER Malcolm X", "PER Malcolm V"],
        ["LOC New Ellmouth", "LOC Ellmouth"],
        ["MISC Clean Rivers Act", "ORG Act"],
    ],
)
def test_names_that_stay_apart(names):
    assert len(groups(*names)) == 2


def test_a_short_form_means_what_ends_with_it_rather_than_what_begins_with_it():
    ends, begins = groups("ORG Ellmouth University", "ORG University Press", "ORG University")
    assert ends == ["Ellmouth University", "University"]
    assert begins == ["University Press"]


@pytest.mark.parametrize(("before", "count"), [("the/DT", 1), ("this/DT", 1), ("many/JJ", 2), ("", 2)])
def test_a_thing_may_be_shortened_where_the_text_says_which(before, count):
    doc = tagged(
        f"The/DT [MISC Clean/NNP Rivers/NNP Act/NNP] came/VBD ./. She/PRP read/VBD {before} [MISC Act/NNP] ./."
    )
    view = View(doc)
    assert len(group_names(view, find_mentions(view), LEXICON)) == count


def test_the_adjective_of_a_short_name_is_no_short_form():
    doc = tagged("[MISC Old/NNP English/NNP] died/VBD ./. She/PRP read/VBD the/DT [MISC English/JJ] press/NN ./.")
    view = View(doc)
    assert len(group_names(view, find_mentions(view), LEXICON)) == 2


@pytest.mark.parametrize(
    ("work", "size"),
    [
        (lambda size: name_words("a" + "\u0301\u0316" * size), 10_000),
        (lambda size: groups("ORG Bank " + "of Kent " * size), 2000),
        (lambda size: groups(*[f"ORG Ellmouth{i} Board" for i in range(size)], *["ORG Board"] * size), 200),
    ],
)
def test_names_take_linear_time(work, size):
    def seconds(size):
        began = time.perf_counter()
        work(size)
        return time.perf_counter() - began

    seconds(10)
    assert seconds(4 * size) < 8 * max(seconds(size), 0.02)


def test_a_short_form_that_fits_two_means_the_one_named_far_more_often():
    often, once = groups(*["ORG Harbour Court"] * 3, "ORG Market Court", "ORG Court")
    assert often == ["Harbour Court"] * 3 + ["Court"]
    assert once == ["Market Court"]
    assert len(groups("ORG Harbour Court", "ORG Market Court", "ORG Court")) == 3


def test_two_people_of_one_surname_named_at_once_are_no_one_person():
    ada, both = groups("PER Ada Lund", "PER Jon and Karl Lund", "PER Lund")
    assert ada == ["Ada Lund", "Lund"]
    assert both == ["Jon and Karl Lund"]


def test_a_doubtful_name_that_is_a_surname_here_is_that_persons():
    doc = tagged("[PER Ada/NNP Lund/NNP] spoke/VBD ./. [MISC Lund/NNP] left/VBD ./.")
    doubtful = Name(doc.names[1].span, "MISC", 0.2)
    doc = doc.with_layer("names", (doc.names[0], doubtful))
    view = View(doc)
    assert len(group_names(view, find_mentions(view), LEXICON)) == 1


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
