"""The layer `quotations`: what was said, with the words that attribute it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.analysers.quotations.assembly import assemble
from sayso.analysers.quotations.boosting import shipped_models
from sayso.analysers.quotations.view import view_of
from sayso.registry import analyser

if TYPE_CHECKING:
    from sayso.document import Document
    from sayso.records import Quotation

__all__ = ["quotations"]


@analyser(name="quotations", requires=("paragraphs", "tokens", "sentences", "labels"))
def quotations(doc: Document) -> tuple[Quotation, ...]:
    """Find quotations: contents with their cue and source, in text order.

    Role labels and quotation marks are read together: words in marks that read as speech count even where the
    labels miss them, and labelled contents are fitted to the marks around them.
    """
    return assemble(view_of(doc), shipped_models())
