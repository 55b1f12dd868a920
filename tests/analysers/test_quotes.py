from dataclasses import replace

import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference import coref, entities, mentions
from sayso.analysers.quotes import quotes
from sayso.records import Entity, Mention
from sayso.spans import Span


def quoted(source, *quotations, **layers):
    doc = tagged(source, *quotations, **layers)
    for step in (mentions, coref, entities, quotes):
        if step.name not in doc:
            doc = doc.with_layer(step.name, step(doc))
    return doc.quotes


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
    doc = doc.with_layer("quotations", moved)
    for step in (mentions, coref, entities, quotes):
        doc = doc.with_layer(step.name, step(doc))
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
