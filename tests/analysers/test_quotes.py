import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference import coref, entities, mentions
from sayso.analysers.quotes import quotes
from sayso.records import Entity, Mention


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
    assert quote.evidence[-1] == 'source "Mayor Ada Lund" is Ada Lund'
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
