"""Where contents begin and end, and what within marks is nobody's speech."""

from types import SimpleNamespace

import pytest
from tests.analysers.quotations.test_quotations import START, found, labelled

from sayso.analysers.quotations import quotations
from sayso.analysers.quotations.candidates import can_speak
from sayso.analysers.quotations.view import RoleSpan


@pytest.mark.parametrize(
    ("inner", "source"),
    [
        ("She said, ‘Leave the cranes alone,’ and so I left", "She"),
        ("The Mayor often said, ‘Leave the cranes alone,’ and so I left", "The Mayor"),
        ("‘Leave the cranes alone,’ Ada told me, and so I left", "Ada"),
        ("‘Leave the cranes alone,’ whispered Ada, and so I left", "Ada"),
        ("You can now shout, ‘Leave the cranes alone,’ if you like", "You"),
    ],
)
def test_who_speaks_in_a_nested_quotation_stands_by_the_verb(inner, source):
    text = f"{START}“{inner},” said Tom Ray."
    assert [text[slice(*q.source)] for q in quotations(labelled(text)) if q.parent] == [source]


@pytest.mark.parametrize(
    "inner",
    [
        "Nobody has the right to say, ‘Leave the cranes alone,’ to us",
        "I would say, ‘Leave the cranes alone,’ any day",
        "It was the board saying, ‘Leave the cranes alone,’ again",
        "There are signs that say ‘Keep out of the harbour’ here",
        "You say you ‘accept all of our demands,’ and then you go",
        "People say, ‘Leave the cranes alone,’ and so on",
    ],
)
def test_what_nobody_said_is_not_nested(inner):
    text = f"{START}“{inner},” said Tom Ray."
    assert [q for q in quotations(labelled(text)) if q.parent] == []


def test_that_before_a_mark_opens_the_content():
    text = START + "Ada Lund said that, “The cranes are safe and we can prove it.”"
    roles = {"content": ["“The cranes are safe and we can prove it.”"], "cue": ["said"], "source": ["Ada Lund"]}
    assert [(content, kind) for content, _, _, kind in found(text, **roles)] == [
        (["that, “The cranes are safe and we can prove it.”"], "mixed")
    ]


def test_small_letters_in_marks_go_on_the_clause_before_them():
    text = START + "Ada Lund claimed the cranes at the north wall had been “a danger to all.”"
    roles = {"content": ["“a danger to all.”"], "cue": ["claimed"], "source": ["Ada Lund"]}
    (content, *_, kind) = found(text, **roles)[0]
    assert (content, kind) == (["the cranes at the north wall had been “a danger to all.”"], "mixed")


def test_what_opens_the_sentence_of_words_in_marks_is_part_of_them():
    text = START + "Sooner or later, Ada Lund told the council, “the cranes will have to be replaced.”"
    roles = {"content": ["“the cranes will have to be replaced.”"], "cue": ["told"], "source": ["Ada Lund"]}
    assert found(text, **roles)[0][0] == ["Sooner or later", "“the cranes will have to be replaced.”"]


def test_a_connective_before_the_attribution_is_no_content():
    text = START + "But, Ada Lund told the council, “the cranes will have to be replaced.”"
    roles = {"content": ["“the cranes will have to be replaced.”"], "cue": ["told"], "source": ["Ada Lund"]}
    assert found(text, **roles)[0][0] == ["“the cranes will have to be replaced.”"]


def test_no_content_begins_in_the_attribution_after_a_comma_in_marks():
    text = START + "“The cranes are safe,” said Ada Lund, on her first day in office."
    roles = {"content": ["“The cranes are safe,”", "Ada Lund, on her first day in office"], "cue": ["said"]}
    assert found(text, **roles) == [(["“The cranes are safe,”"], "said", "Ada Lund", "direct")]


def test_what_stands_between_the_parts_of_a_split_quotation_is_no_content():
    text = START + "“The cranes,” said Ada Lund, rising from her chair, “are as safe as they ever were.”"
    roles = {
        "content": ["“The cranes,”", "rising from her chair, “are as safe as they ever were.”"],
        "cue": ["said"],
        "source": ["Ada Lund"],
    }
    assert [content for content, *_ in found(text, **roles)] == [["“The cranes,”", "“are as safe as they ever were.”"]]


def test_speech_goes_on_after_indirect_speech_that_ends_its_sentence():
    text = START + "Ada Lund said the cranes were as safe as ever. “We tested every one of them in May.”"
    roles = {"content": ["the cranes were as safe as ever"], "cue": ["said"], "source": ["Ada Lund"]}
    assert [content for content, *_ in found(text, **roles)] == [
        ["the cranes were as safe as ever", "“We tested every one of them in May.”"]
    ]


def test_a_verb_right_before_the_marks_is_their_own_cue():
    text = START + "“The cranes are safe,” Ada Lund said, adding, “I looked at every one of them in May.”"
    assert [(content, cue) for content, cue, *_ in found(text)] == [
        (["“The cranes are safe,”"], "said"),
        (["“I looked at every one of them in May.”"], "adding"),
    ]


def test_no_content_takes_in_the_verb_before_its_mark():
    text = START + "In the video people are seen shouting “Bread for all, bread!”"
    roles = {"content": ["shouting “Bread for all, bread!”"]}
    assert [(content, kind) for content, _, _, kind in found(text, **roles)] == [
        (["“Bread for all, bread!”"], "direct")
    ]


def test_contents_parted_within_marks_are_one():
    text = START + "Ada Lund told reporters that “the cranes are safe. We tested them in May.”"
    roles = {
        "content": ["that “the cranes are safe.", "We tested them in May.”"],
        "cue": ["told reporters"],
        "source": ["Ada Lund"],
    }
    assert found(text, **roles)[0][0] == ["that “the cranes are safe. We tested them in May.”"]


def test_a_heading_in_marks_is_no_speech():
    text = START + "The board met again in May.\n\n‘A Tough Decision.’\n\nNobody knows what it will do now."
    assert found(text) == []


def test_short_lines_of_a_dialogue_are_speech():
    text = START + "“Are the cranes safe?” asked Tom Ray.\n\n“They are.”\n\n“All of them?” he asked again."
    assert "“They are.”" in [part for content, *_ in found(text) for part in content]


def test_nobody_speaks_in_mere_numbers():
    text = START + "Lund: 1,201.\n\nRay: 984.\n\nMoss: 77.\n\nLund: 12.\n\nThe count goes on."
    assert found(text) == []


def test_marks_that_open_the_paragraphs_of_an_excerpt_open_no_speech():
    text = (
        START
        + '"The hall was full that night.\n\n“The cranes are safe,” said Ada Lund.\n\n'
        + '"Nobody in the hall spoke.\n\n“I agree,” said Tom Ray.\n\n“So do I,” said Greta Moss.'
    )
    assert [content for content, *_ in found(text)] == [
        ["“The cranes are safe,”"], ["“I agree,”"], ["“So do I,”"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("“The cranes are safe,” said Ada Lund, in a hat.", ["“The cranes are safe,”", "in a hat"]),
        ("Asked of cranes, Ada Lund said, “They will be safe.”", ["Asked of cranes", "“They will be safe.”"]),
        ("“Hold the line,” until it was dark, said Ada Lund.", ["“Hold the line,” until it was dark"]),
    ],
)
def test_narration_is_no_part_of_direct_speech(text, contents):
    text = START + text
    quotation = next(
        q for q in quotations(labelled(text, content=contents, cue=["said"], source=["Ada Lund"])) if q.cue
    )
    assert quotation.kind == "direct"
    (content,) = quotation.content
    assert text[slice(*content)].startswith("“")
    assert text[slice(*content)].endswith("”")


def test_what_opens_a_sentence_before_its_attribution_stays_with_small_letters_in_marks():
    text = START + "The cranes, Ada Lund said, “are safe and sound.”"
    roles = {"content": ["The cranes", "“are safe and sound.”"], "cue": ["said"], "source": ["Ada Lund"]}
    assert found(text, **roles)[0][0] == ["The cranes", "“are safe and sound.”"]


def test_the_verb_that_leads_in_a_sentence_in_marks_is_no_content():
    text = START + "Ada Lund noted that the cranes were old and Tom Ray boasted, “They make us rich.”"
    roles = {
        "content": ["that the cranes were old and Tom Ray boasted, “They make us rich.”"],
        "cue": ["noted"],
        "source": ["Ada Lund"],
    }
    assert "“They make us rich.”" in [text[slice(*q.content[0])] for q in quotations(labelled(text, **roles))]


def test_an_attribution_with_a_bracket_ends_the_content():
    text = (
        START + "“The cranes are safe,” Senator Ada Lund (R-Utah) said, adding that the masts were sold “like sweets.”"
    )
    roles = {
        "content": [
            "“The cranes are safe,” Senator Ada Lund (R-Utah) said, adding that the masts were sold “like sweets.”"
        ]
    }
    content, cue, source, kind = found(text, **roles)[0]
    assert (content, cue, kind) == (["“The cranes are safe,”"], "said", "direct")
    assert source.startswith("Senator Ada Lund")


def test_adding_later_leads_in_what_follows_it():
    text = START + "“The cranes are safe,” Ada Lund said, adding later, “They cost us a fortune.”"
    roles = {
        "content": ["“The cranes are safe,”", "“They cost us a fortune.”"],
        "cue": ["said", "adding later"],
        "source": ["Ada Lund"],
    }
    assert [(content, cue) for content, cue, *_ in found(text, **roles)] == [
        (["“The cranes are safe,”"], "said"),
        (["“They cost us a fortune.”"], "adding later"),
    ]


def test_who_is_saying_something_before_a_mark_is_its_source():
    text = START + "The spot ends with footage of Ada Lund saying on air, “They make us rich.”"
    roles = {"content": ["Ada Lund saying on air", "“They make us rich.”"], "cue": ["ends with footage of"]}
    assert found(text, **roles, source=["The spot"])[-1] == (["“They make us rich.”"], "saying", "Ada Lund", "direct")


def test_speech_goes_on_after_marks_that_close_together():
    first, second = "“The clerk said, ‘Leave them alone,’”", "“We left them.”"
    text = START + f"{first} Ada Lund recalled in a talk. {second}"
    (quotation,) = [
        q
        for q in quotations(labelled(text, content=[first, second], cue=["recalled"], source=["Ada Lund"]))
        if not q.parent
    ]
    assert [text[slice(*content)] for content in quotation.content] == [first, second]


def test_a_lesson_from_somebody_is_hers():
    text = START + "A lesson from Ada Lund: “Cranes must be tested twice a year.”"
    assert found(text)[0][2] == "Ada Lund"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ada Lund’s column, “Mind the Cranes,” is very thoughtful.", 0),
        ("The film “Mind the Cranes” is well made.", 0),
        ("Ada Lund said of the film, “Mind the cranes,” and left.", 1),
    ],
)
def test_a_work_is_no_speech_unless_somebody_says_it(text, count):
    text = START + text
    mark = text[text.index("“") : text.index("”") + 1]
    cue = ["said"] if " said " in text else []
    assert len(quotations(labelled(text, content=[mark], cue=cue, source=["Ada Lund"] if cue else []))) == count


@pytest.mark.parametrize(
    ("tags", "can"), [(["IN"], False), (["RB", "IN"], False), (["IN", "NNP"], True), (["PRP"], True), (None, True)]
)
def test_a_preposition_alone_is_no_source(tags, can):
    span = RoleSpan("source", 0, len(tags or "a"), 0.1)
    assert can_speak(SimpleNamespace(pos=tags), span) is can


def test_speech_goes_on_over_a_sentence_that_denies_some():
    first, second = "“The cranes are old,”", "“We need new ones.”"
    text = START + f"{first} Ada Lund said. She did not name a price. {second}"
    roles = {"content": [first, "a price", second], "cue": ["said", "did not name"], "source": ["Ada Lund", "She"]}
    assert ([first, second], "said", "Ada Lund", "direct") in found(text, **roles)


def test_words_in_marks_with_an_attribution_of_their_own_are_by_themselves():
    content = "the tests had but one result: “The cranes are safe and sound,”"
    text = START + f"The board wrote that {content} said Ada Lund."
    roles = {"content": [content], "cue": ["wrote", "said"], "source": ["The board", "Ada Lund"]}
    assert ["“The cranes are safe and sound,”"] in [contents for contents, *_ in found(text, **roles)]
