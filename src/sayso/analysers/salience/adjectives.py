"""Names used as adjectives: "Russian" in "the Russian fleet" says of which kind the fleet is, and is about nobody."""

from __future__ import annotations

from collections.abc import Callable

from sayso.document import Document
from sayso.records import Mention
from sayso.spans import POS_TAGS, Labels, SpanArray

__all__ = ["adjective_test"]

_ADJECTIVE = POS_TAGS.index("JJ")


def adjective_test(doc: Document) -> Callable[[Mention], bool]:
    """Tells of a mention whether its name is an adjective there; of none where the document has no tags."""
    tokens, labels = doc.layers.get("tokens"), doc.layers.get("labels")
    if not isinstance(labels, Labels) or not isinstance(tokens, SpanArray) or len(labels) != len(tokens):
        return lambda _: False

    def is_adjective(mention: Mention) -> bool:
        last = tokens.at(mention.head.end - 1)
        return mention.kind == "name" and last is not None and bool(labels.pos[last] == _ADJECTIVE)

    return is_adjective
