import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.sources import SourceFinder
from sayso.analysers.coreference.view import View


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        (
            "The/DT [ORG Harbour/NNP Board/NNP] issued/VBD a/DT statement/NN ./."
            " The/DT statement/NN said/VBD so/RB ./.",
            "The statement",
            "Harbour Board",
        ),
        (
            "The/DT [ORG Ellmouth/NNP Post/NNP] ran/VBD a/DT long/JJ story/NN ./. The/DT article/NN said/VBD so/RB ./.",
            "The article",
            "Ellmouth Post",
        ),
        (
            "[PER Lund/NNP] read/VBD a/DT statement/NN ./. The/DT statement/NN said/VBD so/RB ./.",
            "The statement",
            "statement",
        ),
        (
            "The/DT [ORG Board/NNP] issued/VBD a/DT statement/NN ./. Another/DT statement/NN said/VBD so/RB ./.",
            "Another statement",
            "statement",
        ),
        (
            "The/DT [ORG Board/NNP] issued/VBD a/DT statement/NN ./. The/DT memo/NN said/VBD so/RB ./.",
            "The memo",
            "memo",
        ),
        (
            "The/DT [ORG Board/NNP] was/VBD sent/VBN a/DT letter/NN ./. The/DT letter/NN said/VBD so/RB ./.",
            "The letter",
            "letter",
        ),
        (
            "The/DT [ORG Board/NNP] has/VBZ been/VBN sent/VBN a/DT letter/NN ./. The/DT letter/NN said/VBD so/RB ./.",
            "The letter",
            "letter",
        ),
        (
            "The/DT [ORG Board/NNP] has/VBZ sent/VBN its/PRP$ letter/NN ./. The/DT letter/NN said/VBD so/RB ./.",
            "The letter",
            "Board",
        ),
    ],
)
def test_who_issued_a_document_speaks_in_it(source, words, expected):
    doc = tagged(source)
    view = View(doc)
    mentions = find_mentions(view)
    fact = SourceFinder(view, facts_of(view, mentions, Lexicon({}, {}))).find(place(doc.text, words))
    assert doc.text_of(mentions[fact.index].head) == expected
