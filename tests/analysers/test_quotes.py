from dataclasses import replace

import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference import coref, entities, mentions
from sayso.analysers.quotes import quotes
from sayso.document import Document
from sayso.records import Entity, Mention, Quotation
from sayso.spans import Paragraphs, Span


def quoted(source, *quotations, **layers):
    return analysed(tagged(source, *quotations, **layers)).quotes


def analysed(doc):
    for step in (mentions, coref, entities, quotes):
        if step.name not in doc:
            doc = doc.with_layer(step.name, step(doc))
    return doc


def names(found):
    return [quote.speaker and quote.speaker.name for quote in found]


def test_a_named_source_is_the_speaker_with_the_reason():
    (quote,) = quoted(
        "“/`` Yes/UH ,/, ”/'' said/VBD Mayor/NNP [PER Ada/NNP Lund/NNP] ./.",
        ("direct", "“Yes,”", "said", "Mayor Ada Lund"),
    )
    assert quote.speaker.name == "Ada Lund"
    assert quote.evidence[-1] == "source “Mayor Ada Lund”"
    assert 0.5 < quote.confidence <= 0.9


def test_a_pronoun_leads_to_who_spoke_last():
    found = quoted(
        "“/`` Yes/UH ,/, ”/'' said/VBD Mrs./NNP [PER Lund/NNP] ./. |"
        " “/`` We/PRP won/VBD ,/, ”/'' she/PRP added/VBD ./.",
        ("direct", "“Yes,”", "said", "Mrs. Lund"),
        ("direct", "“We won,”", "added", "she"),
    )
    assert names(found) == ["Lund", "Lund"]


def test_words_that_nobody_is_said_to_speak_have_no_speaker():
    (quote,) = quoted("The/DT “/`` freedom/NN ”/'' plan/NN failed/VBD ./.", ("direct", "“freedom”", None, None))
    assert quote.speaker is None


def test_a_second_quotation_in_the_paragraph_goes_on():
    found = quoted(
        "“/`` Yes/UH ,/, ”/'' said/VBD [PER Ada/NNP Lund/NNP] ./. “/`` Of/IN course/NN ./. ”/''",
        ("direct", "“Yes,”", "said", "Ada Lund"),
        ("direct", "“Of course.”", None, None),
    )
    assert names(found) == ["Ada Lund", "Ada Lund"]


def test_turns_alternate_in_a_conversation():
    source = (
        "“/`` Who/WP ?/. ”/'' asked/VBD [PER Ada/NNP Lund/NNP] ./. | “/`` Me/PRP ,/, ”/'' said/VBD"
        " [PER Jon/NNP Moe/NNP] ./. | “/`` Why/WRB ?/. ”/'' | “/`` Because/IN ./. ”/'' | “/`` Oh/UH ./. ”/''"
    )
    found = quoted(
        source,
        ("direct", "“Who?”", "asked", "Ada Lund"),
        ("direct", "“Me,”", "said", "Jon Moe"),
        ("direct", "“Why?”", None, None),
        ("direct", "“Because.”", None, None),
        ("direct", "“Oh.”", None, None),
    )
    assert names(found) == ["Ada Lund", "Jon Moe", "Ada Lund", "Jon Moe", "Ada Lund"]
    assert found[3].confidence < found[1].confidence


def test_entities_from_elsewhere_are_the_speakers():
    source = "“/`` Yes/UH ,/, ”/'' said/VBD the/DT winner/NN ./."
    text = tagged(source).text
    span = place(text, "the winner")
    known = Entity("x7", "Ada Lund", "PER", (Mention(span, "nominal", place(text, "winner")),))
    (quote,) = quoted(source, ("direct", "“Yes,”", "said", "the winner"), entities=(known,))
    assert quote.speaker is known


@pytest.mark.parametrize("source", ["!/.", "“/`` ”/''"])
def test_nothing_quoted(source):
    assert quoted(source) == ()


def test_evidence_says_nothing_twice():
    first, second = quoted(
        "[PER Ada/NNP Lund/NNP] said/VBD we/PRP won/VBD ./. | She/PRP said/VBD it/PRP was/VBD close/JJ ./.",
        ("indirect", "we won", "said", "Ada Lund", ("source “Ada Lund”",)),
        ("indirect", "it was close", "said", "She", ("source “She”",)),
    )
    assert first.evidence == ("source “Ada Lund”",)
    assert second.evidence == ("source “She” is Ada Lund",)


INTERVIEW = (
    "[PER Ada/NNP Lund/NNP] keeps/VBZ bees/NNS on/IN the/DT roof/NN ./. | Q/NNP :/: Why/WRB bees/NNS ?/. |"
    " A/DT :/: I/PRP like/VBP [PER Jon/NNP Moe/NNP] 's/POS honey/NN ./. | Q/NNP :/: And/CC wasps/NNS ?/. |"
    " A/DT :/: I/PRP fear/VBP them/PRP ./."
)


def test_answers_are_the_interviewees_and_questions_nobodys():
    turns = [
        ("direct", "Why bees?", None, "Q"),
        ("direct", "I like Jon Moe's honey.", None, "A"),
        ("direct", "And wasps?", None, "Q"),
        ("direct", "I fear them.", None, "A"),
    ]
    doc = tagged(INTERVIEW, *turns)
    letters = [doc.text.rfind(turn[3], 0, doc.text.index(turn[1])) for turn in turns]
    moved = tuple(
        replace(quotation, source=Span(at, at + 1)) for quotation, at in zip(doc.quotations, letters, strict=True)
    )
    doc = analysed(doc.with_layer("quotations", moved))
    assert names(doc.quotes) == [None, "Ada Lund", None, "Ada Lund"]
    assert [entity.name for entity in doc.entities] == ["Ada Lund", "Jon Moe"]
    assert [doc.text_of(mention.span) for mention in doc.entities[0].mentions] == ["Ada Lund", "I", "I"]
    assert doc.quotes[1].evidence[-1] == "source “A” is Ada Lund, whom the interview is with"


def test_a_place_does_not_speak_where_a_crowd_acts():
    (quote,) = quoted(
        "Thousands/NNS marched/VBD through/IN the/DT city/NN demanding/VBG a/DT recount/NN ./.",
        ("indirect", "a recount", "demanding", "the city"),
    )
    assert quote.speaker.name == "Thousands"
    assert "place" in quote.evidence[-1]


@pytest.mark.parametrize(
    ("source", "quotation", "speaker"),
    [
        (
            "The/DT company/NN ,/, [ORG Lowmoor/NNP Mills/NNPS] ,/, said/VBD it/PRP would/MD close/VB ./.",
            ("indirect", "it would close", "said", "The company, Lowmoor Mills"),
            "Lowmoor Mills",
        ),
        (
            "The/DT dockers/NNS ’/POS union/NN ,/, [ORG Quay/NNP Hands/NNPS] ,/, said/VBD no/UH ./.",
            ("indirect", "no", "said", "The dockers’ union, Quay Hands"),
            "Quay Hands",
        ),
        (
            "Her/PRP$ editor/NN ,/, [PER Ada/NNP Roe/NNP] ,/, said/VBD no/UH ./.",
            ("indirect", "no", "said", "Her editor, Ada Roe"),
            "Ada Roe",
        ),
        (
            "The/DT company/NN ,/, [ORG Lowmoor/NNP Mills/NNPS] ,/, shut/VBD ./. The/DT company/NN said/VBD no/UH ./.",
            ("indirect", "no", "said", "The company"),
            "Lowmoor Mills",
        ),
        (
            "After/IN the/DT [PER Mozart/NNP] ,/, the/DT leader/NN of/IN the/DT strings/NNS said/VBD no/UH ./.",
            ("indirect", "no", "said", "the leader of the strings"),
            "the leader of the strings",
        ),
        (
            "[ORG Harbour/NNP Watch/NNP] (/-LRB- HW/NNP )/-RRB- met/VBD ./. HW/NNP said/VBD no/UH ./.",
            ("indirect", "no", "said", "HW"),
            "Harbour Watch",
        ),
    ],
)
def test_a_description_is_no_speaker_beside_the_name(source, quotation, speaker):
    kind, content, cue, words = quotation
    doc = tagged(source, (kind, content, cue, words))
    at = doc.text.rfind(words)
    moved = replace(doc.quotations[0], source=Span(at, at + len(words)))
    doc = analysed(doc.with_layer("quotations", (moved,)))
    assert doc.quotes[0].speaker.name == speaker


def test_a_description_makes_no_entity():
    doc = tagged(
        "The/DT company/NN ,/, [ORG Lowmoor/NNP Mills/NNPS] ,/, said/VBD it/PRP would/MD close/VB ./.",
        ("indirect", "it would close", "said", "The company, Lowmoor Mills"),
    )
    doc = analysed(doc)
    assert [(entity.name, entity.descriptions) for entity in doc.entities] == [("Lowmoor Mills", ("company",))]


def test_equal_labels_are_one_speaker_and_capitals_are_written_out():
    turns = (
        "HOST/NN :/: Who/WP pays/VBZ ?/. | ADA/NNP [PER MCROE/NNP] :/: We/PRP do/VBP ./. |"
        " HOST/NN :/: When/WRB ?/. | ADA/NNP [PER MCROE/NNP] :/: In/IN spring/NN ./."
    )
    doc = tagged(turns)
    labels = [("HOST", "Who pays?"), ("ADA MCROE", "We do."), ("HOST", "When?"), ("ADA MCROE", "In spring.")]
    quotations = []
    for number, (label, words) in enumerate(labels, 1):
        content = place(doc.text, words)
        at = doc.text.rfind(label, 0, content.start)
        quotations.append(Quotation(f"q{number}", "direct", (content,), None, Span(at, at + len(label)), 0.9))
    doc = analysed(doc.with_layer("quotations", tuple(quotations)))
    assert names(doc.quotes) == ["Host", "Ada McRoe", "Host", "Ada McRoe"]
    assert [entity.name for entity in doc.entities] == ["Host", "Ada McRoe"]
    assert doc.entities[1].aliases == ("ADA MCROE",)


def test_the_only_person_speaks_after_a_long_quotation():
    lines = " ".join("They/PRP took/VBD the/DT nets/NNS ./." for _ in range(20))
    source = f"[PER Rusa/NNP Lindqvar/NNP] rowed/VBD here/RB ./. | “/`` {lines} ”/'' she/PRP said/VBD ./."
    text = tagged(source).text
    content = text[text.index("“") : text.index("”") + 1]
    (quote,) = quoted(source, ("direct", content, "said", "she"))
    assert quote.speaker.name == "Rusa Lindqvar"


def test_who_is_only_spoken_of_in_the_quotation_does_not_speak_it():
    (quote,) = quoted(
        "[PER Kit/NNP Marlin/NNP] left/VBD ./. | “/`` My/PRP$ aunt/NN wrote/VBD ,/, ”/'' she/PRP said/VBD ./.",
        ("direct", "“My aunt wrote,”", "said", "she"),
    )
    assert quote.speaker.name == "Kit Marlin"


def test_a_rank_cut_short_is_no_name():
    (quote,) = quoted(
        "“/`` No/UH ,/, ”/'' [PER Insp./NNP] [PER Ada/NNP Roe/NNP] said/VBD ./.",
        ("direct", "“No,”", "said", "Insp. Ada Roe"),
    )
    assert quote.speaker.name == "Ada Roe"


def test_who_is_unnamed_in_the_headline_is_whom_the_text_names():
    doc = tagged(
        "The/DT man/NN who/WP knew/VBD | For/IN years/NNS [PER Jon/NNP Moe/NNP] measured/VBD it/PRP ./. |"
        " “/`` I/PRP wept/VBD ,/, ”/'' he/PRP said/VBD ./.",
        ("direct", "“I wept,”", "said", "he said"),
    )
    at = doc.text.rfind("he said")
    moved = replace(doc.quotations[0], cue=Span(at + 3, at + 7), source=Span(at, at + 2))
    kinds = ("headline", "body", "body")
    paragraphs = Paragraphs(doc.paragraphs.starts, doc.paragraphs.ends, kinds)
    layers = {**doc.layers, "paragraphs": paragraphs, "quotations": (moved,)}
    found = analysed(Document(doc.text, layers=layers))
    assert names(found.quotes) == ["Jon Moe"]
    assert found.text_of(found.entities[0].mentions[0].span) == "Jon Moe"


@pytest.mark.parametrize(
    ("source", "quotations", "speaker"),
    [
        (
            "I/PRP think/VBP so/RB ./. | [PER Ada/NNP Lund/NNP] ./.",
            [("indirect", "so", "think", "I")],
            "Ada Lund",
        ),
        (
            "Judge/NN rejects/VBZ plea/NN ./. | Judge/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./.",
            [("indirect", "plea", "rejects", "Judge")],
            "Ada Lund",
        ),
        (
            "A/DT judge/NN rejected/VBD it/PRP ./. Judge/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./.",
            [("indirect", "it", "rejected", "A judge")],
            "Ada Lund",
        ),
        (
            "The/DT [ORG Farmers/NNPS Union/NNP] met/VBD ./. “/`` We/PRP won/VBD ,/, ”/'' the/DT union/NN said/VBD ./.",
            [("direct", "“We won,”", "said", "the union")],
            "Farmers Union",
        ),
        (
            "[ORG Acme/NNP] named/VBD [PER Ada/NNP Lund/NNP] ./. [PER Lund/NNP] came/VBD ./. The/DT company/NN"
            " said/VBD no/UH ./.",
            [("indirect", "no", "said", "The company")],
            "Acme",
        ),
        (
            "Gorm/NNP spoke/VBD ./. [PER Ada/NNP Lund/NNP] came/VBD ./. Gorm/NNP said/VBD no/UH ./.",
            [("indirect", "no", "said", ("Gorm", 1))],
            "Gorm",
        ),
        (
            "[PER Jon/NNP Moe/NNP] met/VBD his/PRP$ ex-wife/NN [PER Ada/NNP Lund/NNP] ./. His/PRP$ ex-wife/NN"
            " said/VBD no/UH ./.",
            [("indirect", "no", "said", "His ex-wife")],
            "Ada Lund",
        ),
    ],
)
def test_a_speaker_who_is_named_elsewhere(source, quotations, speaker):
    assert names(quoted(source, *quotations)) == [speaker]


def test_a_pronoun_takes_up_who_acts_in_its_own_sentence_before_who_spoke_last():
    found = quoted(
        "“/`` Yes/UH ,/, ”/'' said/VBD [PER Jon/NNP Moe/NNP] ./. | [PER Max/NNP Berg/NNP] left/VBD the/DT room/NN"
        " after/IN he/PRP said/VBD no/UH ./.",
        ("direct", "“Yes,”", "said", "Jon Moe"),
        ("indirect", "no", ("said", 1), ("he", 1)),
    )
    assert names(found) == ["Jon Moe", "Max Berg"]


def test_a_pronoun_takes_up_the_person_who_spoke_last_and_no_group_that_did():
    found = quoted(
        "“/`` Yes/UH ,/, ”/'' said/VBD Mr./NNP [PER Moe/NNP] ./. | Delegates/NNS said/VBD no/UH ./. |"
        " “/`` We/PRP won/VBD ,/, ”/'' he/PRP added/VBD ./.",
        ("direct", "“Yes,”", "said", "Mr. Moe"),
        ("indirect", "no", ("said", 1), "Delegates"),
        ("direct", "“We won,”", "added", ("he", 0)),
    )
    assert names(found)[2] == "Moe"
