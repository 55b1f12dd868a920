"""Contents parted at the cues that the labels see within them."""

from dataclasses import replace

import pytest
from tests.analysers.quotations.test_quotations import labelled

from sayso.analysers.quotations.parting import parted_by_cues
from sayso.analysers.quotations.view import RoleSpan, view_of
from sayso.spans import ROLE_TAGS


def parts(text, cue):
    view = view_of(labelled(text, content=[text]))
    old = view.labels
    probabilities = old.role_probabilities.copy()
    probabilities[[word == cue for word in view.words], ROLE_TAGS.index("B-cue")] = 0.5
    view = replace(view, labels=replace(old, role_probabilities=probabilities))
    found = parted_by_cues(view, RoleSpan("content", 0, len(view), 1.0))
    return [" ".join(view.words[part.first : part.last]) for part in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the cranes will hold and warned of floods", ["the cranes will hold", "of floods"]),
        ("warned the cranes will hold and warned of floods", ["warned the cranes will hold", "of floods"]),
        ("the cranes hold, warned of rain and warned of floods", ["the cranes hold", "of rain", "of floods"]),
        ("warned of floods", ["warned of floods"]),
    ],
)
def test_each_cue_within_a_content_parts_it(text, expected):
    assert parts(text, "warned") == expected


def test_a_content_has_room_for_any_number_of_cues():
    assert len(parts("it held and warned " * 3_000, "warned")) == 3_000
