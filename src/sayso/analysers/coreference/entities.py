"""Entities: clusters with a name, peoples, and unnamed ones that speak, with what the text says they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import PERSON_NOUN, Lexicon
from sayso.analysers.coreference.places import is_bare_place
from sayso.analysers.coreference.roles import describe, role_and_affiliation
from sayso.analysers.coreference.speech import speaking_mentions
from sayso.analysers.coreference.surfaces import Surface, fullness, name_words, shared_surname
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import (
    GROUP_NOUNS,
    NAMED_BODIES,
    PEOPLE_ENDINGS,
    PEOPLES,
    QUANTIFIERS,
    TIME_NOUNS,
)
from sayso.analysers.names import DOUBTFUL
from sayso.analysers.titles import FEMININE_TITLES, MASCULINE_TITLES, TITLES
from sayso.records import Entity, EntityLabel, Mention
from sayso.spans import Span

__all__ = ["build_entities"]

_LONGEST: Final = 40
_SHORT: Final = 3
# People named more than so many times as often as the phrase for them speaks are called by their name.
_FEW: Final = 4
_MAX_ALIASES: Final = 12
_LONGEST_DESCRIPTION: Final = 80
_MAX_DESCRIPTIONS: Final = 8


def build_entities(
    view: View, mentions: Sequence[Mention], clusters: Iterable[Sequence[Mention]], lexicon: Lexicon
) -> tuple[Entity, ...]:
    """Entities in order of first mention."""
    facts = facts_of(view, mentions, lexicon)
    index_of = {(mention.span, mention.head): fact.index for mention, fact in zip(mentions, facts, strict=True)}
    cluster_of: dict[int, int] = {}
    members: list[list[Mention]] = []
    for cluster in clusters:
        for mention in cluster:
            index = index_of.get((mention.span, mention.head))
            if index is not None:
                cluster_of[index] = len(members)
        members.append(sorted(cluster, key=lambda m: m.span))
    speaking: dict[int, list[Span]] = {}
    for quotation, (index, _, _) in speaking_mentions(view, facts).items():
        if index not in cluster_of:
            cluster_of[index] = len(members)
            members.append([mentions[index]])
        source = view.quotations[quotation].source
        speaking.setdefault(cluster_of[index], []).extend(() if source is None else (source,))
    built = []
    for number, cluster in enumerate(members):
        entity = _named(view, cluster, lexicon, speaks=number in speaking) or _body(view, cluster)
        if entity is None and number in speaking:
            entity = _unnamed(view, cluster, lexicon, speaking[number])
        elif entity is None:
            entity = _people(view, cluster)
        if entity is not None:
            built.append(entity)
    built.sort(key=lambda entity: entity.mentions[0].span)
    return tuple(_numbered(entity, number) for number, entity in enumerate(built, 1))


def _numbered(entity: Entity, number: int) -> Entity:
    return Entity(
        f"e{number}", entity.name, entity.label, entity.mentions, entity.aliases, entity.descriptions, entity.role,
        entity.affiliation,
        entity.gender, entity.number,
    )  # fmt: skip


def _is_people_plural(view: View, mention: Mention, lexicon: Lexicon) -> bool:
    """People of a kind, "Democrats" or "many Mexicans", and no name of one."""
    first, last = view.tokens_of(mention.head)
    number = view.name_at[first] if first < len(view.name_at) else -1
    word = view.lower[last]
    plural = view.pos[last] in ("NNPS", "NNS") and (number < 0 or view.names[number].label == "MISC")
    return plural and (word in PEOPLES or word.endswith(PEOPLE_ENDINGS) or lexicon.kinds(word)[0] > PERSON_NOUN)


class _Naming(NamedTuple):
    name: str
    label: EntityLabel
    confidence: float  # of the label
    aliases: tuple[str, ...]
    title_gender: int


def _named(view: View, cluster: Sequence[Mention], lexicon: Lexicon, *, speaks: bool) -> Entity | None:
    names = [mention for mention in cluster if mention.kind == "name"]
    if not names:
        return None
    if all(_is_people_plural(view, mention, lexicon) for mention in names):
        return None
    naming = _best_name(view, names)
    descriptions = _descriptions(view, cluster)
    role, affiliation = role_and_affiliation(view, descriptions) if naming.label in ("PER", "ORG") else (None, None)
    gender = _gender(view, cluster, naming.title_gender) if naming.label in ("PER", "MISC") else None
    doubtful = naming.confidence < DOUBTFUL and not speaks and gender is None
    return Entity(
        "",
        naming.name,
        "MISC" if doubtful else naming.label,
        tuple(cluster),
        naming.aliases[:_MAX_ALIASES],
        tuple(dict.fromkeys(text for text, _ in descriptions))[:_MAX_DESCRIPTIONS],
        role,
        affiliation,
        gender,
        _number_of_names(view, cluster, names, naming.label),
    )


def _best_name(view: View, names: Sequence[Mention]) -> _Naming:
    votes: defaultdict[EntityLabel, float] = defaultdict(float)
    surfaces: dict[str, Surface] = {}
    title_gender = 0
    known = {view.text[mention.head.start : mention.head.end] for mention in names}
    for order, mention in enumerate(names):
        first, _ = view.tokens_of(mention.head)
        number = view.name_at[first] if first < len(view.name_at) else -1
        if number >= 0:
            votes[view.names[number].label] += view.names[number].confidence
        else:
            votes["MISC"] += 1.0
        title_gender += _title_gender(view, mention)
        text = clean_name(view.text[mention.head.start : mention.head.end])
        surname = shared_surname(view, mention) if len(names) > 1 else None
        if surname is not None and surname in known:
            text = f"{text} {surname}"
        if text not in surfaces:
            words = name_words(text)
            surfaces[text] = Surface(words, "MISC", text=text)
            surfaces[text].acronym_like = len(words) == 1 and text.replace(".", "").isupper()
        surfaces[text].mentions.append(order)
    label = max(votes, key=lambda key: (votes[key], key))
    for surface in surfaces.values():
        surface.label = label
    best = max(surfaces.values(), key=fullness)
    name = _in_title_case(_without_titles(best.text), surfaces) if label == "PER" else best.text
    aliases = tuple(text for text in surfaces if text != name)
    return _Naming(name, label, votes[label] / len(names), aliases, title_gender)


def _in_title_case(name: str, surfaces: Iterable[str]) -> str:
    """A person's name that stands in capitals as it is written elsewhere, word by word, else with capital initials.

    Initials and names of up to three letters in capitals ("JK", "JFK") stay as they are.
    """
    if not name.isupper():
        return name
    written = {word.casefold(): word for text in surfaces for word in text.split() if not word.isupper()}
    return " ".join(written.get(word.casefold()) or _capitalised(word, alone=" " not in name) for word in name.split())


def _capitalised(word: str, *, alone: bool) -> str:
    if "." in word or len(word) < (4 if alone else 3):
        return word
    parts = re.split("([-'’])", word)
    cased = "".join(part.capitalize() if len(part) > 1 or i == 0 else part for i, part in enumerate(parts))
    return f"Mc{cased[2:].capitalize()}" if cased.startswith("Mc") and len(cased) > 4 else cased


def clean_name(text: str) -> str:
    """A name on one line without a leading article or a possessive mark."""
    text = " ".join(text.split())
    for mark in ("'s", "’s"):
        text = text.removesuffix(mark)
    head, _, rest = text.partition(" ")
    return rest if head in ("the", "The") and rest else text


def _without_titles(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        words = words[1:]
    return " ".join(words)


def _title_gender(view: View, mention: Mention) -> int:
    before = name_words(view.text[mention.span.start : mention.head.start])[-2:]
    inside = name_words(view.text[mention.head.start : mention.head.end])[:1]
    return sum((word in FEMININE_TITLES) - (word in MASCULINE_TITLES) for word in (*before, *inside))


def _gender(view: View, cluster: Sequence[Mention], titles: int) -> Literal["feminine", "masculine"] | None:
    balance = 2 * titles
    for mention in cluster:
        word = view.text[mention.head.start : mention.head.end].lower()
        if mention.kind == "pronoun":
            balance += (word in _SHE) - (word in _HE)
    return "feminine" if balance > 0 else "masculine" if balance < 0 else None


_HE: Final = frozenset(("he", "him", "his", "himself"))
_SHE: Final = frozenset(("she", "her", "hers", "herself"))
_THEY: Final = frozenset(("they", "them", "their", "themselves", "we", "us", "our"))


def _number_of_names(
    view: View, cluster: Sequence[Mention], names: Sequence[Mention], label: EntityLabel
) -> Literal["singular", "plural"] | None:
    if label == "PER" and all(_is_family(view, mention) for mention in names):
        return "plural"
    return "singular" if label in ("PER", "LOC") else _number(view, cluster)


def _is_family(view: View, mention: Mention) -> bool:
    """Whether a surname means all who bear it: "the Lunds"."""
    first, last = view.tokens_of(mention.head)
    return first == last and first > 0 and view.pos[last] in ("NNPS", "NNS") and view.lower[first - 1] == "the"


def _number(view: View, cluster: Sequence[Mention]) -> Literal["singular", "plural"] | None:
    for mention in cluster:
        word = view.text[mention.head.start : mention.head.end].lower()
        if mention.kind == "pronoun" and word in _THEY:
            return "plural"
        if mention.kind == "pronoun" and word in ("it", "its", "itself"):
            return "singular"
        if mention.kind == "nominal":
            first, last = view.tokens_of(mention.head)
            return "plural" if view.pos[last] in ("NNS", "NNPS") or last > first else "singular"
    return None


def _descriptions(view: View, cluster: Sequence[Mention]) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    # "The union" says no more of the Farmers' Union than its name, nor "the city" of a city.
    own = {view.lower[view.tokens_of(mention.head)[1]] for mention in cluster if mention.kind == "name"}
    for mention in cluster:
        if mention.kind == "name":
            found.extend(describe(view, mention))
        elif mention.kind == "nominal" and view.lower[view.tokens_of(mention.span)[0]] not in (
            "this",
            "that",
            "these",
            "those",
        ):
            span = _without_mark(view, mention.span)
            text = clean_name(view.text[span.start : span.end])
            if len(text) <= _LONGEST_DESCRIPTION and text not in own and not is_bare_place(text):
                found.append((text, span))
    return found


def _without_mark(view: View, span: Span) -> Span:
    """The span up to a possessive mark."""
    _, last = view.tokens_of(span)
    return Span(span.start, view.ends[last - 1]) if view.pos[last] == "POS" and last else span


def _body(view: View, cluster: Sequence[Mention]) -> Entity | None:
    """An organisation named after somebody: "the Roe campaign"."""
    for mention in cluster:
        first, last = view.tokens_of(mention.head)
        if mention.kind != "nominal" or first != last or view.lower[last] not in NAMED_BODIES or last == 0:
            continue
        before = last - 1
        if view.pos[before] == "POS" and before > 0:
            before -= 1
        number = view.name_at[before]
        start = view.name_tokens[number][0] if number >= 0 else before
        if number < 0 or view.starts[start] < mention.span.start:
            continue
        if view.names[number].label == "PER":
            start = before
        name = clean_name(f"{view.text[view.starts[start] : view.ends[before]]} {view.words[last]}")
        aliases = tuple(
            dict.fromkeys(clean_name(view.text[m.span.start : m.span.end]) for m in cluster if m.kind == "nominal")
        )
        return Entity("", name, "ORG", tuple(cluster), tuple(a for a in aliases if a != name)[:_MAX_ALIASES])
    return None


def _people(view: View, cluster: Sequence[Mention]) -> Entity | None:
    """People called by the name that all of a kind share: "Democrats", whether or not they speak."""
    called = Counter(
        clean_name(view.text[mention.head.start : mention.head.end]) for mention in cluster if mention.kind == "name"
    )
    if not called:
        return None
    name, *aliases = sorted(called, key=lambda text: -called[text])
    return Entity("", name, "GROUP", tuple(cluster), tuple(aliases[:_MAX_ALIASES]), number="plural")


def _unnamed(view: View, cluster: Sequence[Mention], lexicon: Lexicon, sources: Sequence[Span]) -> Entity | None:
    nominal = next((mention for mention in cluster if mention.kind != "pronoun"), None)
    if nominal is None:
        return _narrator(view, cluster)
    first, last = view.tokens_of(nominal.head)
    head = view.lower[last]
    person, org, place = lexicon.kinds(head)
    plural = _number(view, cluster)
    pronouns = {view.text[m.head.start : m.head.end].lower() for m in cluster if m.kind == "pronoun"}
    animate = (
        max(person, org, place) > PERSON_NOUN
        or head in GROUP_NOUNS
        or head in QUANTIFIERS
        or bool(pronouns & (_HE | _SHE | {"who"}))
        or last > first
    )
    if not animate and head not in lexicon.nouns and view.pos[last] in ("NNS", "NNPS"):
        animate = True
    text, times = _phrase(view, cluster, sources)
    people = _people(view, cluster)
    if people is not None and _FEW * times < sum(mention.kind == "name" for mention in cluster):
        return people  # "Democrats" are more than the "many Democrats" who speak once
    if last > first and view.pos[first].startswith("NNP"):
        text = clean_name(text)  # names side by side, without the article of the first
    if text.isupper() and len(text) > _SHORT:
        text = text.capitalize()
    return Entity(
        "",
        text,
        "GROUP" if animate or people is not None else "THING",
        tuple(cluster),
        tuple(name for name in (people.name, *people.aliases) if name != text) if people is not None else (),
        gender=_gender(view, cluster, 0),
        number="plural" if people is not None else plural,
    )


def _narrator(view: View, cluster: Sequence[Mention]) -> Entity | None:
    """Who says "I" or "we" outside quotations and is never named."""
    for mention in cluster:
        word = view.text[mention.head.start : mention.head.end]
        if word.lower() in ("i", "we") and view.spoken_by(view.tokens_of(mention.head)[0]) < 0:
            return Entity(
                "", word.capitalize(), "GROUP", tuple(cluster), number="singular" if word.lower() == "i" else "plural"
            )
    return None


def _phrase(view: View, cluster: Sequence[Mention], sources: Sequence[Span]) -> tuple[str, int]:
    """The words for who has no name, and how many sources have them.

    They are the commonest source up to a comma or a clause, else the first mention.
    """
    nominals = [mention for mention in cluster if mention.kind != "pronoun"]
    heads = {mention.head: mention for mention in nominals}
    counts: Counter[str] = Counter()
    for source in sources:
        first, last = view.tokens_of(source)
        for end in range(first, min(last, first + _LONGEST) + 1):
            mention = heads.get(Span(view.starts[end], view.ends[end]))
            if mention is not None:
                while end < last and not _ends_phrase(view, end + 1, last):
                    end += 1
                counts[_plain(view.text[source.start : view.ends[end]])] += 1
                break
    if counts:
        commonest = max(counts, key=lambda phrase: counts[phrase])
        return commonest, counts[commonest]
    return _plain(view.text[nominals[0].span.start : nominals[0].span.end]), 0


def _plain(text: str) -> str:
    text = " ".join(text.split())
    for mark in ("'s", "’s"):
        text = text.removesuffix(mark)
    return text


def _ends_phrase(view: View, index: int, last: int) -> bool:
    """Whether a noun phrase is over before the token: at a comma, a clause or a date."""
    if view.pos[index - 1] == "HYPH":
        return False
    if view.words[index] in (",", ";", ":", "(", "—", "–") or view.pos[index] in _PHRASE_ENDS:
        return True
    dated = view.pos[index] == "IN" and index < last
    return dated and (view.pos[index + 1] == "CD" or view.lower[index + 1] in TIME_NOUNS)


_PHRASE_ENDS: Final = frozenset(("WP", "WDT", "WP$", "VBN", "VBD", "VBZ", "VBP", "VBG"))
