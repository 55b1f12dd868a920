"""Titles that stand before a person's name."""

from __future__ import annotations

from typing import Final

__all__ = ["FEMININE_TITLES", "HONORIFICS", "MASCULINE_TITLES", "TITLES"]

MASCULINE_TITLES: Final = frozenset(
    "mr mister sir lord king prince duke count baron father fr monsieur herr señor brother".split()
)
FEMININE_TITLES: Final = frozenset(
    "mrs ms miss madam madame mme lady queen princess duchess countess baroness dame sister frau señora señorita"
    " mademoiselle".split()
)
TITLES: Final = (
    MASCULINE_TITLES
    | FEMININE_TITLES
    | frozenset(
        "dr doctor prof professor rev reverend hon honourable honorable sen senator senators rep representative"
        " reps gov governor pres president"
        " vice vp gen general lt lieutenant col colonel maj major capt captain sgt sergeant cmdr commander adm"
        " admiral cpl corporal"
        " judge justice chief attorney secretary minister premier chancellor ambassador mayor councilman"
        " councilwoman councillor"
        " congressman congresswoman chairman chairwoman chair speaker coach pope saint st detective inspector"
        " officer constable"
        " deputy sheriff mx uncle aunt cousin bishop archbishop cardinal rabbi imam sheikh emperor empress chairperson"
        " candidate nominee spokesman spokeswoman spokesperson".split()
    )
)

# Titles that only ever stand before a name.
HONORIFICS: Final = frozenset("mr mrs ms miss dr prof sen rep gov gen lt col sgt capt rev mme sir".split())
