from tests.tagged_text import tagged

from sayso.analysers.coreference.decisions import Decision
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.resolve import Resolver
from sayso.analysers.coreference.view import View


def offered(source, *quotations, nouns=None):
    """Each mention that something was offered for → the names offered."""
    found = {}

    def choose(decision: Decision) -> tuple[int, float]:
        found[decision.fact.head] = [sorted(cluster.names) for cluster, _ in decision.candidates if cluster.names]
        return -1, 1.0

    view = View(tagged(source, *quotations))
    Resolver(view, find_mentions(view), Lexicon(nouns or {}, {}), choose).run()
    return found


def test_a_possessive_is_not_in_its_own_phrase():
    found = offered("[PER Lund/NNP] met/VBD her/PRP$ sister/NN [PER Moe/NNP] ./.")
    assert found["her"] == [["lund"]]


def test_who_is_mentioned_only_in_the_reported_words_does_not_speak_them():
    found = offered(
        "The/DT [ORG Board/NNP] met/VBD ./. The/DT [ORG Union/NNP] ,/, it/PRP said/VBD ,/, would/MD lose/VB ./.",
        ("indirect", ["The Union", "would lose"], "said", "it"),
    )
    assert found["it"] == [["board"]]


def test_the_narrator_is_nobody_whom_the_narration_names():
    assert offered("[PER Lund/NNP] left/VBD ./. I/PRP stayed/VBD ./.").get("i", []) == []


def joined(source, *quotations, nouns=None):
    """Which mentions share a cluster where each takes the first that it is offered."""
    view = View(tagged(source, *quotations))
    resolver = Resolver(view, find_mentions(view), Lexicon(nouns or {}, {}), lambda _: (0, 1.0))
    found = {}
    for fact, cluster in zip(resolver.facts, resolver.run().cluster_of, strict=True):
        found.setdefault(cluster, []).append(fact.head)
    return list(found.values())


def test_nobody_of_whom_the_narrator_tells_is_the_narrator():
    nouns = {"pilot": (1.0, 0.0, 0.0)}
    source = "I/PRP asked/VBD the/DT pilot/NN ./. He/PRP nodded/VBD ./. I/PRP left/VBD ./."
    assert joined(source, nouns=nouns) == [["i", "i"], ["pilot", "he"]]


def test_the_narrator_may_be_spoken_to_but_is_not_who_answers():
    source = "“/`` Stay/VB ,/, ”/'' I/PRP said/VBD ./. “/`` You/PRP stay/VBP ,/, ”/'' he/PRP said/VBD ./."
    quotations = ("direct", "“Stay,”", "said", "I"), ("direct", "“You stay,”", "said", "he")
    assert joined(source, *quotations) == [["i", "you"], ["he"]]


def test_one_noun_bars_the_other_gender():
    source = "A/DT man/NN came/VBD ./. The/DT woman/NN left/VBD ./. She/PRP smiled/VBD ./. The/DT man/NN stayed/VBD ./."
    assert joined(source) == [["man", "man"], ["woman", "she"]]


def test_a_role_in_the_headline_means_who_has_it_in_the_text():
    nouns = {"judge": (1.0, 0.0, 0.0)}
    source = "Judge/NN rejects/VBZ plea/NN | Judge/NNP [PER Ada/NNP Lund/NNP] said/VBD so/RB ./."
    found = offered(source, ("indirect", "plea", "rejects", "Judge"), nouns=nouns)
    assert found["judge"] == [["ada", "lund"]]


def test_a_role_that_two_people_have_means_neither():
    nouns = {"judge": (1.0, 0.0, 0.0)}
    source = (
        "Judge/NN rejects/VBZ plea/NN | Judge/NNP [PER Ada/NNP Lund/NNP] met/VBD judge/NN [PER Jon/NNP Moe/NNP] ./."
    )
    assert offered(source, ("indirect", "plea", "rejects", "Judge"), nouns=nouns).get("judge", []) == []


def test_a_role_in_the_lead_that_is_told_more_closely_waits_for_no_name():
    nouns = {"judge": (1.0, 0.0, 0.0)}
    source = "A/DT judge/NN from/IN Arle/NN rejects/VBZ it/PRP ./. Judge/NNP [PER Ada/NNP Lund/NNP] left/VBD ./."
    assert offered(source, ("indirect", "it", "rejects", "A judge from Arle"), nouns=nouns).get("judge", []) == []
