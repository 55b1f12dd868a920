"""What the text says about each mention: its place, role in the clause, gender, number and kind of thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import FEMININE_NOUNS, MASCULINE_NOUNS, PRONOUNS, SPEECH_VERBS, SUBORDINATORS
from sayso.records import Mention, MentionKind

__all__ = ["Facts", "Role", "facts_of"]

Role = Literal["subject", "object", "oblique", "possessor", "other"]
Determiner = Literal["the", "possessive", "demonstrative", "indefinite", "none"]

_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
_VERBS: Final = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
_INDEFINITE: Final = frozenset(
    "a an another some any no every each either neither many several few most all both one two three four five".split()
)
_RESTRICTING: Final = frozenset(("that", "where", "which", "who", "whom", "whose"))
_REFLEXIVE: Final = ("self", "selves")


@dataclass(slots=True)
class Facts:
    """One mention as the resolver sees it; tokens are indices, `quote` and `source` index the quotations (-1: none).

    `restricted`: a clause tells more closely which one is meant, as in "the state where she was born".
    """

    index: int
    kind: MentionKind
    family: str
    first: int
    last: int
    head_first: int
    head_last: int
    head: str
    sentence: int
    paragraph: int
    quote: int
    source: int
    role: Role
    determiner: Determiner
    modifiers: frozenset[str]
    owners: frozenset[str]
    places: frozenset[str]
    plural: bool | None
    gender: float
    person: float
    org: float
    place: float
    coordinated: bool
    reflexive: bool
    opens_sentence: bool
    phrase: str
    proper: bool
    restricted: bool


def facts_of(view: View, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Facts]:
    """Facts for every mention, in order."""
    return [_facts(view, index, mention, lexicon) for index, mention in enumerate(mentions)]


def _facts(view: View, index: int, mention: Mention, lexicon: Lexicon) -> Facts:
    first, last = view.tokens_of(mention.span)
    head_first, head_last = view.tokens_of(mention.head)
    last = max(first, last)
    head_last = max(head_first, head_last)
    head = view.lower[head_last]
    family = PRONOUNS.get(head, "") if mention.kind == "pronoun" else ""
    coordinated = (
        mention.kind == "nominal"
        and head_last > head_first
        and any(view.lower[i] in ("and", "&") for i in range(head_first, min(head_last, head_first + 30) + 1))
    )
    tag = view.pos[head_last]
    person, org, place = (0.0, 0.0, 0.0) if mention.kind == "pronoun" else lexicon.kinds(head)
    gender = 0.0
    plural: bool | None = None
    if mention.kind == "pronoun":
        gender = {"he": -1.0, "she": 1.0}.get(family, 0.0)
        person = 1.0 if family in ("he", "she", "i", "we", "you") else 0.0
        plural = True if family in ("they", "we") else False if family in ("he", "she", "it", "i") else None
        if head in ("these", "those"):
            plural = True
    elif mention.kind == "nominal":
        noun = head if head in FEMININE_NOUNS or head in MASCULINE_NOUNS else head.removeprefix("ex-")
        gender = float((noun in FEMININE_NOUNS) - (noun in MASCULINE_NOUNS))
        if gender:
            person = max(person, 0.95)
        if tag in ("NNP", "NNPS") and not max(person, org, place) and head_first == head_last and first == head_first:
            person = 0.3  # a proper noun that no name covers may well be a person's
        plural = True if coordinated or tag in ("NNS", "NNPS") else False if tag in ("NN", "NNP") else None
    return Facts(
        index=index,
        kind=mention.kind,
        family=family,
        first=first,
        last=last,
        head_first=head_first,
        head_last=head_last,
        head=head,
        sentence=view.sentence_of[first],
        paragraph=view.paragraph_of[first],
        quote=view.spoken_by(head_first),
        source=view.source_at[head_first],
        role=_role(view, first, last),
        determiner=_determiner(view, first, head_first),
        modifiers=frozenset(view.lower[max(first, head_first - 6) : head_first]) - _FUNCTION
        if mention.kind == "nominal"
        else _NONE,
        owners=_owners(view, first, head_first) if mention.kind == "nominal" else _NONE,
        places=_owners(view, first, head_first, places=True) if mention.kind == "nominal" else _NONE,
        plural=plural,
        gender=gender,
        person=person,
        org=org,
        place=place,
        coordinated=coordinated,
        reflexive=head.endswith(_REFLEXIVE),
        opens_sentence=first == view.first_of[view.sentence_of[first]],
        proper=mention.kind == "nominal" and tag in ("NNP", "NNPS") and first == last,
        restricted=last + 1 < len(view.lower) and view.lower[last + 1] in _RESTRICTING,
        phrase=" ".join(view.lower[first : min(head_last, first + 20) + 1]) if mention.kind == "nominal" else "",
    )


_NONE: Final[frozenset[str]] = frozenset()
_FUNCTION: Final = frozenset(
    "the a an this that these those his her its their our my your some any 's ' of and or , `` '' “ ” all both same"
    " other".split()
)


def _owners(view: View, first: int, head_first: int, *, places: bool = False) -> frozenset[str]:
    """Words of names before the head: whose aides; with `places` only of places and nationalities."""
    found = []
    for index in range(max(first, head_first - 6), head_first):
        number = view.name_at[index]
        if number < 0:
            continue
        label = view.names[number].label
        if not places or label == "LOC" or (label == "MISC" and view.words[index][0].isupper()):
            found.append(view.lower[index])
    return frozenset(found)


def _determiner(view: View, first: int, head_first: int) -> Determiner:
    if first >= head_first:
        return "none"
    word, tag = view.lower[first], view.pos[first]
    if word == "the":
        return "the"
    if tag == "PRP$" or "POS" in view.pos[first:head_first]:
        return "possessive"
    if word in ("this", "that", "these", "those", "such"):
        return "demonstrative"
    if word in _INDEFINITE:
        return "indefinite"
    return "none"


def _role(view: View, first: int, last: int) -> Role:
    """Subject, object and so on, guessed from the words on both sides."""
    pos, lower = view.pos, view.lower
    if pos[last] in ("POS", "PRP$"):
        return "possessor"
    sentence = view.sentence_of[first]
    begin, end = view.first_of[sentence], view.last_of[sentence]
    before = first - 1
    while before >= begin and pos[before] in ("RB", "``", "''"):
        before -= 1
    after = last + 1
    while after <= end and pos[after] in ("RB", "RBR"):
        after += 1
    follows_verb = after <= end and (pos[after] in _FINITE or _acts_beyond(view, after, end))
    if before >= begin and pos[before] in ("IN", "TO") and not (follows_verb and lower[before] in SUBORDINATORS):
        return "oblique"
    if follows_verb:
        return "subject"
    if before >= begin and pos[before] in _VERBS:
        inverted = lower[before] in SPEECH_VERBS and (before == begin or pos[before - 1] in ("''", ",", "``", "."))
        return "subject" if inverted else "object"
    return "other"


def _acts_beyond(view: View, index: int, end: int) -> bool:
    """Whether the verb comes after an insertion ("Ada Roe, the mayor, left"; "Roe (left)") or a second subject."""
    pos, words = view.pos, view.words
    if words[index] in ("(", ",") and index < end and (words[index] == "(" or pos[index + 1] in _INSERTED):
        closing = ")" if words[index] == "(" else ","
        for place in range(index + 1, min(end, index + _INSERTION) + 1):
            if words[place] == closing:
                after = place + 1
                while after <= end and pos[after] in ("RB", "RBR"):
                    after += 1
                return after <= end and pos[after] in _FINITE
        return False
    if pos[index] == "CC" and view.lower[index] in ("and", "or", "&"):
        for place in range(index + 1, min(end, index + _SECOND) + 1):
            if pos[place] in _FINITE:
                return place > index + 1
            if pos[place] not in _NOUN_PHRASE:
                return False
    return False


_INSERTED: Final = frozenset("DT PRP$ NN NNS NNP NNPS JJ WP WDT WP$ VBN VBG CD RB".split())
_NOUN_PHRASE: Final = frozenset("DT PRP$ PRP NN NNS NNP NNPS JJ POS CD HYPH".split())
_INSERTION: Final = 25
_SECOND: Final = 6
