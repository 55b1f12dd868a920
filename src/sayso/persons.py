"""Who speaks across a collection of documents: speakers of one name merged, carefully, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from sayso.analysers.coreference.surfaces import GENERATIONS, name_key, name_words, role_of
from sayso.analysers.coreference.words import NICKNAMES
from sayso.document import Document
from sayso.records import Entity, EntityLabel

__all__ = ["Appearance", "Person", "people"]

# Bounds that keep the work for one appearance constant, whatever the size of the collection.
_GROUPS: Final = 8
_COMPANIONS: Final = 200
_TEXTS: Final = 20
_VAGUE: Final = frozenset(
    "the a an of for in at on and to from with former acting senior junior vice deputy chief new old man woman"
    " people person who".split()
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """One document in which somebody speaks: the document's id, the entity's id there, and how many quotes."""

    document: str
    entity: str
    quotes: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an organisation or place, that speaks in one document or more.

    `name` is the fullest name in the collection; `evidence` says why the appearances were taken for one,
    or why a namesake was kept apart.
    """

    id: str
    name: str
    label: EntityLabel
    appearances: tuple[Appearance, ...]
    aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    gender: Literal["feminine", "masculine"] | None = None
    evidence: tuple[str, ...] = ()

    @property
    def quotes(self) -> int:
        """How many quotes they speak in all."""
        return sum(appearance.quotes for appearance in self.appearances)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents in which they speak."""
        return tuple(dict.fromkeys(appearance.document for appearance in self.appearances))


def people(docs: Iterable[Document]) -> tuple[Person, ...]:
    """Speakers over a collection, those with most quotes first.

    Two appearances are one person where full name (with initials, nicknames, generation) and gender agree and what the
    texts call them does not differ, or a shared role, affiliation or company shows it. A single name is merged only
    with such evidence. Speakers without a name are left out. Time is linear in the number of appearances.

    Args:
        docs: analysed documents with the layers `entities` and `quotes`; read once, in order.
    """
    collection = _Collection()
    for number, doc in enumerate(docs):
        for entity, quotes, companions in _speakers(doc):
            collection.add(doc.id or str(number), entity, quotes, companions)
    return collection.finished()


def _speakers(doc: Document) -> Iterator[tuple[Entity, int, frozenset[str]]]:
    """Each named speaker of a document, how many quotes it speaks, and the other names of the document."""
    counts: dict[str, int] = {}
    for quote in doc.quotes:
        if quote.speaker is not None and quote.speaker.is_named:
            counts[quote.speaker.id] = counts.get(quote.speaker.id, 0) + 1
    if not counts:
        return
    named = [entity for entity in doc.entities if entity.is_named]
    everyone = [entity.name for entity in named if " " in entity.name][: _COMPANIONS // 4]
    for entity in named:
        if entity.id in counts:
            yield entity, counts[entity.id], frozenset(name for name in everyone if name != entity.name)


@dataclass(slots=True)
class _Group:
    """Appearances taken for one; every set is bounded."""

    order: int
    label: EntityLabel
    words: tuple[str, ...]
    name: str
    generation: str
    gender: Literal["feminine", "masculine"] | None
    appearances: list[Appearance] = field(default_factory=list)
    aliases: dict[str, None] = field(default_factory=dict)
    descriptions: dict[str, None] = field(default_factory=dict)
    affiliations: dict[str, None] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    companions: set[str] = field(default_factory=set)
    evidence: dict[str, None] = field(default_factory=dict)


class _Collection:
    def __init__(self) -> None:
        self.groups: list[_Group] = []
        self._by_key: dict[tuple[str, tuple[str, ...]], list[_Group]] = {}

    def add(self, document: str, entity: Entity, quotes: int, companions: frozenset[str]) -> None:
        words, generation = _name_of(entity)
        if not words:
            return
        home: _Group | None = None
        apart = ""
        for group in self._namesakes(entity.label, words):
            verdict, reason = _judge(group, entity, words, generation, companions)
            if verdict:
                home = group
                group.evidence[reason] = None
                break
            apart = apart or reason
        if home is None:
            home = _Group(len(self.groups), entity.label, words, entity.name, generation, entity.gender)
            if apart:
                home.evidence[apart] = None
            self.groups.append(home)
            for key in _keys(entity.label, words):
                self._by_key.setdefault(key, []).append(home)
        _take(home, document, entity, quotes, companions, words)

    def _namesakes(self, label: EntityLabel, words: tuple[str, ...]) -> Iterator[_Group]:
        seen: set[int] = set()
        keys = list(_keys(label, words))
        if label == "PER" and len(words) > 1:
            keys += [(label, (other, words[-1])) for other in sorted(NICKNAMES.get(words[0], ()))]
        for key in keys:
            for group in self._by_key.get(key, ())[:_GROUPS]:
                if group.order not in seen:
                    seen.add(group.order)
                    yield group

    def finished(self) -> tuple[Person, ...]:
        ranked = sorted(self.groups, key=lambda group: (-sum(a.quotes for a in group.appearances), group.order))
        return tuple(
            Person(
                id=f"p{number}",
                name=group.name,
                label=group.label,
                appearances=tuple(group.appearances),
                aliases=tuple(alias for alias in group.aliases if alias != group.name),
                descriptions=tuple(group.descriptions),
                affiliations=tuple(group.affiliations),
                gender=group.gender,
                evidence=tuple(group.evidence),
            )
            for number, group in enumerate(ranked, 1)
        )


def _name_of(entity: Entity) -> tuple[tuple[str, ...], str]:
    """The words that a name is compared by, and Jr or the like."""
    words = name_words(entity.name)
    if entity.label == "PER":
        if len(words) > 1 and words[-1] in GENERATIONS:
            return words[:-1], words[-1]
        return words, ""
    return name_key(words), ""


def _keys(label: EntityLabel, words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield label, (words[0], words[-1]) if label == "PER" and len(words) > 1 else words


def _judge(
    group: _Group, entity: Entity, words: tuple[str, ...], generation: str, companions: frozenset[str]
) -> tuple[bool, str]:
    """Whether an appearance is the group's person, and the reason in words."""
    name = entity.name
    if entity.label != "PER":
        return True, f'same name "{name}"'
    if group.gender is not None and entity.gender is not None and group.gender != entity.gender:
        return False, f'apart from another "{group.name}": {group.gender} and {entity.gender}'
    if group.generation != generation and group.generation and generation:
        return False, f'apart from another "{group.name}": {group.generation} and {generation}'
    if not _middles_fit(group.words, words):
        return False, f'apart from "{group.name}": another middle name'
    link = _link(group, entity, companions)
    if link:
        return True, f'"{name}" is "{group.name}": {link}'
    if len(words) < 2:
        return False, f'apart from another "{group.name}": a single name shows too little'
    if words[0] != group.words[0]:
        return False, f'apart from "{group.name}": another first name'
    roles = _roles(entity)
    if roles and group.roles:
        return False, f'apart from another "{group.name}": described otherwise'
    return True, f'same name "{name}"'


def _link(group: _Group, entity: Entity, companions: frozenset[str]) -> str:
    """What the texts say that ties an appearance to a group: role, affiliation or company."""
    shared = sorted(group.roles & _roles(entity))
    if shared:
        return f"both described as {shared[0]}"
    affiliation = entity.affiliation
    # Everybody is "of the county"; a name tells one county from another.
    if affiliation is not None and affiliation in group.affiliations and affiliation != affiliation.lower():
        return f"both of {affiliation}"
    company = sorted(group.companions & companions)
    if len(company) >= 2:
        return f"both appear with {company[0]} and {company[1]}"
    return ""


def _middles_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    middles = one[1:-1], other[1:-1]
    if not (middles[0] and middles[1]):
        return True
    first, second = middles[0][0], middles[1][0]
    return first == second or (min(len(first), len(second)) == 1 and first[0] == second[0])


def _roles(entity: Entity) -> set[str]:
    """Words of the entity's role and descriptions that could tell it from a namesake."""
    texts = [entity.role] if entity.role else []
    texts += entity.descriptions
    found = {role_of(word) for text in texts[:_TEXTS] for word in name_words(text)}
    return {word for word in found if len(word) > 2 and word not in _VAGUE}


def _take(
    group: _Group, document: str, entity: Entity, quotes: int, companions: frozenset[str], words: tuple[str, ...]
) -> None:
    group.appearances.append(Appearance(document, entity.id, quotes))
    if len(words) > len(group.words):
        group.words = words
        group.name = entity.name
    group.gender = group.gender or entity.gender
    for table, texts in (
        (group.aliases, (entity.name, *entity.aliases)),
        (group.descriptions, entity.descriptions),
        (group.affiliations, (entity.affiliation,) if entity.affiliation else ()),
    ):
        for text in texts:
            if len(table) < _TEXTS:
                table[text] = None
    if len(group.roles) < _COMPANIONS:
        group.roles |= _roles(entity)
    if len(group.companions) < _COMPANIONS:
        group.companions |= companions
