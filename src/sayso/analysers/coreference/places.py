"""By which common nouns a text takes up the name of a place: Kenya as "the country", Nairobi as "the city"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.surfaces import NameGroup, name_key
from sayso.analysers.coreference.view import View
from sayso.records import Mention

__all__ = ["EMPHATIC", "PLACE_NOUNS", "is_bare_place", "is_wider", "nouns_of_place"]

_COUNTRY_NOUNS: Final = frozenset(("country", "nation"))
_STATE_NOUNS: Final = frozenset(("state",))
_TOWN_NOUNS: Final = frozenset(("city", "town", "village", "municipality", "metropolis"))
# Words that do not tell one place from another.
EMPHATIC: Final = frozenset(("entire", "very", "whole"))
PLACE_NOUNS: Final = _COUNTRY_NOUNS | _STATE_NOUNS | _TOWN_NOUNS
# A noun that names a place at least so often tells what kind of place it is, as in "Crater Lake".
_PLACE_NOUN: Final = 0.5


def nouns_of_place(group: NameGroup, view: View, mentions: Sequence[Mention], lexicon: Lexicon) -> frozenset[str]:
    """The nouns that may take up a place with these names; none for a lake, a street or a continent."""
    keys = {surface.words: " ".join(name_key(surface.words)) for surface in group.surfaces}
    nouns = frozenset().union(*(known for names, known in _LISTED if not names.isdisjoint(keys.values())))
    if nouns:
        return nouns
    if any(map(is_wider, keys)) or any(_holds_the_place_before(view, mentions[index]) for index in group.mentions):
        return frozenset()
    words = {word for key in keys for word in key}
    if any(lexicon.kinds(word)[2] >= _PLACE_NOUN for word in words - _TOWN_NOUNS):
        return frozenset()
    return _TOWN_NOUNS


def is_wider(key: tuple[str, ...]) -> bool:
    """Whether a name is of something wider than a town: a country or state, a part of one, a continent, a union."""
    rest = tuple(word for word in key if word not in _DIRECTIONS)
    names = " ".join(key), " ".join(rest)
    return not rest or any(name in known for name in names for known in (_COUNTRIES, _STATES, _WIDER))


def is_bare_place(phrase: str) -> bool:
    """Whether words for a place tell no more than its kind: "city", "whole country"."""
    *before, noun = phrase.split() or [""]
    return noun in PLACE_NOUNS and EMPHATIC.issuperset(before)


def _holds_the_place_before(view: View, mention: Mention) -> bool:
    """Whether the name tells where the place before it lies: Ohio in "Springfield, Ohio"."""
    first, _ = view.tokens_of(mention.head)
    if first < 2 or view.words[first - 1] != ",":
        return False
    number = view.name_at[first - 2]
    return number >= 0 and view.names[number].label == "LOC"


def _names(listed: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in listed.split(","))


_COUNTRIES: Final = _names("""
    afghanistan, albania, algeria, andorra, angola, antigua and barbuda, argentina, armenia, australia, austria,
    azerbaijan, bahamas, bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, bolivia, bosnia,
    bosnia and herzegovina, botswana, brazil, brunei, bulgaria, burkina faso, burma, burundi, cambodia, cameroon,
    canada, cape verde, central african republic, chad, chile, china, colombia, comoros, congo, costa rica, croatia,
    cuba, cyprus, czech republic, czechia, denmark, djibouti, dominica, dominican republic, east germany, east timor,
    ecuador, egypt, el salvador, england, equatorial guinea, eritrea, estonia, eswatini, ethiopia, fiji, finland,
    france, gabon, gambia, georgia, germany, ghana, greece, grenada, guatemala, guinea, guinea-bissau, guyana, haiti,
    honduras, hungary, iceland, india, indonesia, iran, iraq, ireland, israel, italy, ivory coast, jamaica, japan,
    jordan, kazakhstan, kenya, kiribati, kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, liberia, libya,
    liechtenstein, lithuania, luxembourg, macedonia, madagascar, malawi, malaysia, maldives, mali, malta,
    marshall islands, mauritania, mauritius, mexico, micronesia, moldova, monaco, mongolia, montenegro, morocco,
    mozambique, myanmar, namibia, nauru, nepal, netherlands, new zealand, nicaragua, niger, nigeria, north korea,
    north macedonia, northern ireland, norway, oman, pakistan, palau, palestine, panama, papua new guinea, paraguay,
    peru, philippines, poland, portugal, qatar, romania, russia, rwanda, saint lucia, samoa, san marino, saudi arabia,
    scotland, senegal, serbia, seychelles, sierra leone, singapore, slovakia, slovenia, solomon islands, somalia,
    south africa, south korea, south sudan, soviet union, spain, sri lanka, sudan, suriname, sweden, switzerland,
    syria, taiwan, tajikistan, tanzania, thailand, togo, tonga, trinidad and tobago, tunisia, turkey, turkiye,
    turkmenistan, tuvalu, uganda, ukraine, united arab emirates, united kingdom, united states, uruguay, uzbekistan,
    vanuatu, vatican, venezuela, vietnam, wales, west germany, yemen, yugoslavia, zambia, zimbabwe
""")
_STATES: Final = _names("""
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, georgia, hawaii, idaho,
    illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota,
    mississippi,
    missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, north carolina, north dakota, ohio,
    oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota, tennessee, texas, utah, vermont,
    virginia, west virginia, wisconsin, wyoming, alberta, british columbia, jersey, manitoba,
    nova scotia, ontario, quebec, saskatchewan, new south wales, queensland, tasmania, bavaria, saxony, bihar, gujarat,
    kerala, punjab, tamil nadu, uttar pradesh
""")
_DIRECTIONS: Final = frozenset(
    "central east eastern middle north northeast northern northwest south southeast southern southwest west"
    " western".split()
)
_WIDER: Final = _names("""
    africa, america, latin america, antarctica, arctic, asia, atlantic, balkans, caribbean, earth, europe, eurasia,
    european union, mediterranean, moon, mars, oceania, pacific, sahara, scandinavia, siberia, alps, himalayas,
    united nations
""")
_LISTED: Final = ((_COUNTRIES, _COUNTRY_NOUNS), (_STATES, _STATE_NOUNS))
