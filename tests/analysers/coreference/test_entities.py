import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference import coref, entities, mentions
from sayso.records import Mention, Name
from sayso.spans import Span


def analysed(source, *quotations, **layers):
    doc = tagged(source, *quotations, **layers)
    for step in (mentions, coref, entities):
        if step.name not in doc:
            doc = doc.with_layer(step.name, step(doc))
    return doc


def named(doc, name):
    (entity,) = [entity for entity in doc.entities if entity.name == name]
    return entity


def test_the_fullest_name_without_title_names_the_person():
    doc = analysed("Mayor/NNP [PER Ada/NNP Lund/NNP] spoke/VBD ./. Then/RB [PER Lund/NNP] left/VBD ./.")
    (lund,) = doc.entities
    assert (lund.name, lund.label, lund.aliases) == ("Ada Lund", "PER", ("Lund",))
    assert lund.descriptions == ("Mayor",)
    assert lund.role == "Mayor"
    assert lund.number == "singular"


@pytest.mark.parametrize(
    ("source", "description", "role", "affiliation"),
    [
        (
            "[PER Ada/NNP Roe/NNP] ,/, the/DT county/NN 's/POS tax/NN commissioner/NN ,/, spoke/VBD ./.",
            "county's tax commissioner",
            "tax commissioner",
            "county",
        ),
        (
            "[PER Jon/NNP Moe/NNP] ,/, director/NN of/IN the/DT [ORG Ellmouth/NNP Institute/NNP] ,/, spoke/VBD ./.",
            "director of the Ellmouth Institute",
            "director",
            "Ellmouth Institute",
        ),
        ("dictator/NN [PER Jon/NNP Moe/NNP] spoke/VBD ./.", "dictator", "dictator", None),
        ("Sen./NNP [PER Jon/NNP Moe/NNP] spoke/VBD ./.", "Sen.", "Sen.", None),
        (
            "The/DT president/NN of/IN [LOC Arle/NNP] ,/, [PER Jon/NNP Moe/NNP] ,/, spoke/VBD ./.",
            "president of Arle",
            "president",
            "Arle",
        ),
        (
            "The/DT mayor/NN 's/POS husband/NN ,/, [PER Jon/NNP Moe/NNP] ,/, spoke/VBD ./.",
            "mayor's husband",
            "husband",
            None,
        ),
        (
            "[ORG Acme/NNP] spokesman/NN [PER Jon/NNP Moe/NNP] spoke/VBD ./.",
            "Acme spokesman",
            "spokesman",
            "Acme",
        ),
        (
            "Secretary/NNP of/IN State/NNP [PER Jon/NNP Moe/NNP] spoke/VBD ./.",
            "Secretary of State",
            "Secretary",
            "State",
        ),
    ],
)
def test_titles_and_appositions_are_kept(source, description, role, affiliation):
    doc = analysed(source)
    person = next(entity for entity in doc.entities if entity.label == "PER")
    assert description in person.descriptions
    assert (person.role, person.affiliation) == (role, affiliation)


def test_gender_comes_from_titles_and_pronouns_and_stays_unknown_without_them():
    doc = analysed("Mrs./NNP [PER Lund/NNP] met/VBD [PER Kim/NNP Berg/NNP] ./.")
    assert named(doc, "Lund").gender == "feminine"
    assert named(doc, "Kim Berg").gender is None


def test_i_in_a_quotation_is_its_speaker():
    doc = analysed(
        "``/`` I/PRP agree/VBP ,/, ''/'' said/VBD [PER Ada/NNP Lund/NNP] ./.".replace("``/``", "“/``").replace(
            "''/''", "”/''"
        ),
        ("direct", "“I agree,”", "said", "Ada Lund"),
    )
    assert [doc.text_of(m.span) for m in named(doc, "Ada Lund").mentions] == ["I", "Ada Lund"]


@pytest.mark.parametrize(
    ("source", "quotation", "name", "label"),
    [
        (
            "Factory/NN workers/NNS said/VBD that/IN they/PRP agree/VBP ./.",
            ("indirect", "that they agree", "said", "Factory workers"),
            "Factory workers",
            "GROUP",
        ),
        (
            "The/DT report/NN says/VBZ that/IN prices/NNS fell/VBD ./.",
            ("indirect", "that prices fell", "says", "The report"),
            "The report",
            "THING",
        ),
        (
            "Advisers/NNS to/IN the/DT board/NN said/VBD so/RB ./.",
            ("indirect", "so", "said", "Advisers to the board"),
            "Advisers to the board",
            "GROUP",
        ),
        (
            "the/DT [PER Lund/NNP] campaign/NN said/VBD so/RB ./.",
            ("indirect", "so", "said", "the Lund campaign"),
            "Lund campaign",
            "ORG",
        ),
        (
            "[LOC Arle/NNP] ,/, [LOC Ellmouth/NNP] and/CC [LOC Lundby/NNP] agreed/VBD so/RB ./.",
            ("indirect", "so", "agreed", "Arle, Ellmouth and Lundby"),
            "Arle, Ellmouth and Lundby",
            "GROUP",
        ),
        ("Some/DT say/VBP so/RB ./.", ("indirect", "so", "say", "Some"), "Some", "GROUP"),
        (
            "Judges/NNS handling/VBG the/DT case/NN said/VBD so/RB ./.",
            ("indirect", "so", "said", "Judges handling the case"),
            "Judges",
            "GROUP",
        ),
        ("I/PRP say/VBP so/RB ./.", ("indirect", "so", "say", "I"), "I", "GROUP"),
    ],
)
def test_who_speaks_without_a_name_keeps_its_phrase(source, quotation, name, label):
    doc = analysed(source, quotation)
    assert named(doc, name).label == label


def test_who_neither_has_a_name_nor_speaks_is_no_entity():
    assert analysed("the/DT workers/NNS left/VBD ./.").entities == ()


def test_people_called_by_the_name_they_share_are_a_group_though_they_do_not_speak():
    doc = analysed(
        "The/DT vote/NN angered/VBD many/JJ [MISC Ruritanians/NNPS] ./. [MISC Ruritanians/NNPS] left/VBD ./."
    )
    (people,) = doc.entities
    assert (people.name, people.label, people.number) == ("Ruritanians", "GROUP", "plural")
    assert people.is_people
    assert not people.is_named
    assert len(people.mentions) == 2


@pytest.mark.parametrize("word", ["Olympics", "Toccatas"])
def test_a_plural_that_names_no_people_is_a_name_like_others(word):
    (games,) = analysed(f"The/DT [MISC {word}/NNPS] begin/VBP today/NN ./.").entities
    assert (games.name, games.label, games.is_people) == (word, "MISC", False)


@pytest.mark.parametrize("words", ["Sikhs/NNPS", "Democrats/NNPS", "African/NNP Americans/NNPS", "Islamists/NNS"])
def test_peoples_of_every_kind(words):
    (people,) = analysed(f"They/PRP met/VBD [MISC {words}] ./.").entities
    assert people.is_people


def test_people_who_speak_are_called_by_their_phrase_unless_the_text_names_them_often():
    speech = "Many/JJ [MISC Ruritanians/NNPS] say/VBP so/RB ./."
    quotation = ("indirect", "so", "say", "Many Ruritanians")
    (people,) = analysed(speech, quotation).entities
    assert (people.name, people.aliases, people.number) == ("Many Ruritanians", ("Ruritanians",), "plural")
    (people,) = analysed(speech + " She/PRP met/VBD [MISC Ruritanians/NNPS] ./." * 5, quotation).entities
    assert (people.name, people.number) == ("Ruritanians", "plural")


def test_a_place_is_not_described_by_the_noun_that_takes_it_up():
    doc = analysed("[LOC Ellmouth/NNP] slept/VBD ./. Rain/NN fell/VBD on/IN the/DT whole/JJ city/NN ./.")
    assert [doc.text_of(mention.span) for mention in named(doc, "Ellmouth").mentions] == ["Ellmouth", "the whole city"]
    assert named(doc, "Ellmouth").descriptions == ()


def test_coreference_from_elsewhere_is_used_mentions_or_bare_spans():
    source = "[PER Ada/NNP Lund/NNP] spoke/VBD ./. Critics/NNS left/VBD ./. The/DT winner/NN smiled/VBD ./."
    text = tagged(source).text
    spans = [tuple(place(text, "Ada Lund")), tuple(place(text, "The winner"))]
    bare = analysed(source, coref=(tuple(spans),))
    kept = analysed(source, coref=(tuple(Mention(Span(*span), "nominal", Span(*span)) for span in spans),))
    assert [doc.text_of(m.span) for doc in (bare,) for m in doc.entities[0].mentions] == ["Ada Lund", "The winner"]
    assert len(kept.coref[0]) == 2


def test_entities_are_numbered_in_order_of_first_mention():
    doc = analysed("[PER Jon/NNP Moe/NNP] met/VBD [PER Ada/NNP Lund/NNP] in/IN [LOC Arle/NNP] ./.")
    assert [(e.id, e.name) for e in doc.entities] == [("e1", "Jon Moe"), ("e2", "Ada Lund"), ("e3", "Arle")]


def test_a_text_without_tokens_has_nothing():
    doc = analysed("!/.")
    assert (doc.mentions, doc.coref, doc.entities) == ((), (), ())


def test_a_first_name_that_shares_a_surname_is_named_in_full():
    doc = analysed("[PER Bill/NNP] and/CC [PER Ada/NNP Lund/NNP] came/VBD ./. Mr./NNP [PER Lund/NNP] spoke/VBD ./.")
    assert named(doc, "Bill Lund").aliases == ("Lund",)


def test_the_noun_of_its_own_name_does_not_describe_a_body():
    doc = analysed("The/DT [ORG Ellmouth/NNP Union/NNP] met/VBD ./. The/DT union/NN voted/VBD ./.")
    assert named(doc, "Ellmouth Union").descriptions == ()


def test_the_phrase_of_an_unnamed_speaker_keeps_a_compound_whole():
    doc = analysed(
        "Some/DT gun/NN -/HYPH wielding/VBG farmers/NNS said/VBD so/RB ./.",
        ("indirect", "so", "said", "Some gun - wielding farmers"),
    )
    assert [entity.name for entity in doc.entities] == ["Some gun - wielding farmers"]


def test_a_family_is_several_people_and_none_of_them():
    doc = analysed("[PER Ada/NNP Lund/NNP] came/VBD ./. The/DT [PER Lunds/NNPS] left/VBD ./.")
    assert (named(doc, "Ada Lund").number, named(doc, "Lunds").number) == ("singular", "plural")


@pytest.mark.parametrize(
    ("source", "quotations", "confidence", "label"),
    [
        ("[PER Oda/NNP] fell/VBD ./.", (), 0.9, "PER"),
        ("[PER Oda/NNP] fell/VBD ./.", (), 0.3, "MISC"),
        ("[PER Oda/NNP] fell/VBD because/IN she/PRP was/VBD ill/JJ ./.", (), 0.3, "PER"),
        ("[PER Oda/NNP] said/VBD it/PRP rained/VBD ./.", (("indirect", "it rained", "said", "Oda"),), 0.3, "PER"),
    ],
)
def test_a_doubtful_kind_is_told_where_the_text_confirms_it(source, quotations, confidence, label):
    (name,) = tagged(source).names
    doc = analysed(source, *quotations, names=(Name(name.span, name.label, confidence),))
    assert named(doc, "Oda").label == label
