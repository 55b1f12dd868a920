"""Where people, organisations, places and things are mentioned: names, noun phrases, pronouns.

Noun phrases are found by a chunker over parts of speech and names. A mention's span is its whole noun phrase with
determiner, title and a possessive mark, as in the OntoGUM corpus; its head is the name, the noun or the pronoun.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from sayso.analysers.coreference.interview import is_letter, turn_labels
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import PRONOUNS, QUANTIFIERS, TIME_NOUNS
from sayso.document import Document
from sayso.records import Mention, MentionKind
from sayso.registry import analyser
from sayso.spans import Span

__all__ = ["Chunk", "find_mentions", "mentions", "noun_phrases"]

_NOUNS: Final = frozenset(("NN", "NNS", "NNP", "NNPS"))
_OPENERS: Final = frozenset(("DT", "PDT", "PRP$", "WP$"))
_MODIFIERS: Final = frozenset(("JJ", "JJR", "JJS", "CD", "$", "#", "AFX", "ADD"))
_PARTICIPLES: Final = frozenset(("VBN", "VBG"))
_DETERMINER_PRONOUNS: Final = frozenset(("this", "that", "these", "those"))
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
_MAX_PHRASE: Final = 60
_MAX_NESTING: Final = 6


class Chunk(NamedTuple):
    """A base noun phrase as token indices: `head` is its last noun, `name` the index of the name that ends it or -1."""

    first: int
    last: int
    head: int
    name: int


@analyser(name="mentions", requires=["paragraphs", "tokens", "sentences", "labels", "names", "quotations"])
def mentions(doc: Document) -> tuple[Mention, ...]:
    """Every mention in text order; where two begin together the longer one comes first."""
    return find_mentions(View(doc))


def find_mentions(view: View) -> tuple[Mention, ...]:
    """Mentions of a document's view, each span once."""
    found: dict[tuple[int, int], tuple[MentionKind, int, int]] = {}
    letters = _letters_of_turns(view)
    for first, last in zip(view.first_of, view.last_of, strict=True):
        for start, end, kind, head_first, head_last in _in_sentence(view, first, last):
            if start in letters:
                continue
            known = found.get((start, end))
            if known is None or (kind == "name" and known[0] != "name"):
                found[start, end] = kind, head_first, head_last
    order = sorted(found, key=lambda at: (at[0], -at[1]))
    starts, ends = view.starts, view.ends
    return tuple(
        Mention(Span(starts[start], ends[end]), kind, _head_span(view, head_first, head_last))
        for start, end in order
        for kind, head_first, head_last in (found[start, end],)
    )


def _letters_of_turns(view: View) -> frozenset[int]:
    """Tokens that are the bare "Q" or "A" of a turn: they mention nobody."""
    labels = turn_labels(view)
    sources = (view.quotations[number].source for number, label in labels.items() if is_letter(label))
    return frozenset(view.tokens_of(source)[0] for source in sources if source is not None)


def _head_span(view: View, first: int, last: int) -> Span:
    number = view.name_at[first]
    if number >= 0 and view.name_tokens[number] == (first, last):
        return Span(*view.names[number].span)
    return Span(view.starts[first], view.ends[last])


def _in_sentence(view: View, first: int, last: int) -> Iterator[tuple[int, int, MentionKind, int, int]]:
    """(first token, last token, kind, first and last token of the head)."""
    chunks = noun_phrases(view, first, last)
    yield from _pronouns(view, first, last, chunks)
    reach = _with_complements(view, chunks)
    for number, chunk in enumerate(chunks):
        yield from _in_chunk(view, chunk, reach[number])
        if number + 1 < len(chunks):
            pair = _coordinated(view, chunks, number)
            if pair:
                yield pair


def _in_chunk(view: View, chunk: Chunk, reach: int) -> Iterator[tuple[int, int, MentionKind, int, int]]:
    seen: set[int] = set()
    possessed = chunk.last < len(view.pos) - 1 and view.pos[chunk.last + 1] == "POS"
    if chunk.name >= 0:
        name_first, name_last = view.name_tokens[chunk.name]
        seen.add(chunk.name)
        yield chunk.first, chunk.last + 1 if possessed else max(reach, chunk.last), "name", name_first, name_last
    elif view.lower[chunk.head] not in TIME_NOUNS:
        yield chunk.first, chunk.last + 1 if possessed else max(reach, chunk.last), "nominal", chunk.head, chunk.head
    for index in range(chunk.first, chunk.last + 1):
        number = view.name_at[index]
        if number >= 0 and number not in seen:
            seen.add(number)
            name_first, name_last = view.name_tokens[number]
            if name_last < chunk.last and view.pos[name_last + 1] == "POS":
                continue  # a possessor is a phrase of its own
            yield name_first, name_last, "name", name_first, name_last


def _pronouns(
    view: View, first: int, last: int, chunks: list[Chunk]
) -> Iterator[tuple[int, int, MentionKind, int, int]]:
    openers = {chunk.first for chunk in chunks}
    for index in range(first, last + 1):
        word, tag = view.lower[index], view.pos[index]
        family = PRONOUNS.get(word)
        if word in QUANTIFIERS and index < last and view.pos[index + 1] in _FINITE and not _in_phrase(index, chunks):
            yield index, index, "nominal", index, index
        if family is None or view.name_at[index] >= 0:
            continue
        if (
            tag in ("PRP", "PRP$")
            or (family != "this" and tag in ("NN", "NNP", "JJ", "FW", "DT") and word != "mine")
            or (tag == "DT" and word in _DETERMINER_PRONOUNS and index not in openers)
        ):
            yield index, index, "pronoun", index, index


def _in_phrase(index: int, chunks: list[Chunk]) -> bool:
    place = bisect_right(chunks, index, key=lambda chunk: chunk.first) - 1
    return place >= 0 and chunks[place].last >= index


def noun_phrases(view: View, first: int, last: int) -> list[Chunk]:
    """Base noun phrases between two tokens, without what follows their heads; a possessor is a phrase of its own."""
    chunks: list[Chunk] = []
    index = first
    while index <= last:
        if _opens(view, index):
            end = _extent(view, index, last)
            _close(view, index, end, chunks)
            index = max(end, index) + 1
        else:
            index += 1
    return _with_offices(view, chunks)


def _with_offices(view: View, chunks: list[Chunk]) -> list[Chunk]:
    """Join an office to its holder: "Secretary of State" and the name after it are one phrase."""
    joined: list[Chunk] = []
    for chunk in chunks:
        before = joined[-1] if joined else None
        if (
            before is not None
            and chunk.name >= 0
            and before.name < 0
            and chunk.first == before.last + 2
            and view.lower[before.last + 1] == "of"
            and view.pos[before.last] == "NNP"
            and view.names[chunk.name].label == "PER"
            and view.name_tokens[chunk.name][0] > chunk.first
            and view.pos[chunk.first] in ("NNP", "NNPS")
        ):
            joined[-1] = Chunk(before.first, chunk.last, chunk.head, chunk.name)
        else:
            joined.append(chunk)
    return joined


def _opens(view: View, index: int) -> bool:
    tag = view.pos[index]
    return tag in _NOUNS or tag in _OPENERS or tag in _MODIFIERS or view.name_at[index] >= 0


def _extent(view: View, start: int, last: int) -> int:
    """Last token of the run that begins at `start`: modifiers, nouns, names and possessive marks in a row."""
    pos, lower, name_at = view.pos, view.lower, view.name_at
    end = _unit_end(view, start, last)
    while end < last and end - start < _MAX_PHRASE:
        index = end + 1
        tag, previous = pos[index], pos[end]
        if name_at[index] >= 0:
            if name_at[end] >= 0 and not _names_join(view, end, index):
                break
            if lower[end] in TIME_NOUNS and name_at[end] < 0 and pos[end] == "NNS":
                break
            end = _unit_end(view, index, last)
        elif tag in _NOUNS:
            if lower[index] in TIME_NOUNS and name_at[end] >= 0 and (index == last or pos[index + 1] not in _NOUNS):
                break
            end = index
        elif (
            tag in _MODIFIERS
            or (tag == "POS" and (previous in _NOUNS or name_at[end] >= 0))
            or (tag in _PARTICIPLES and (previous in _OPENERS or previous in ("JJ", "POS", "CD", "JJS", "HYPH", "RB")))
            or (
                tag in ("RB", "RBR", "RBS")
                and index < last
                and pos[index + 1] in ("JJ", "VBN", "VBG", "CD")
                and previous in _OPENERS
            )
            or (tag in ("HYPH", "AFX") and index < last)
            or (tag in _PARTICIPLES and previous == "HYPH")
            or (tag in ("DT", "PRP$") and previous in ("PDT",))
            or (
                tag in ("``", "''")
                and previous in ("DT", "JJ", "PRP$", "POS")
                and index < last
                and pos[index + 1] in _NOUNS | _MODIFIERS
            )
            or (tag == "IN" and previous == "HYPH")
        ):
            end = index
        else:
            break
    return end


def _unit_end(view: View, index: int, last: int) -> int:
    number = view.name_at[index]
    return index if number < 0 else min(last, max(index, view.name_tokens[number][1]))


def _names_join(view: View, left: int, right: int) -> bool:
    """Whether two names in a row are one phrase ("Republican Jane Roe") and not two ("told Roe Acme had")."""
    label, after = view.names[view.name_at[left]].label, view.names[view.name_at[right]].label
    return label != "PER" and (after == "PER" or label in ("MISC", "LOC"))


def _close(view: View, first: int, end: int, chunks: list[Chunk]) -> None:
    """Trim a run to its last noun and cut it at possessive marks."""
    pos, name_at = view.pos, view.name_at
    for index in range(first, end):
        if pos[index] == "POS" and index > first:
            _add(view, first, index - 1, chunks)
    while end >= first and not (pos[end] in _NOUNS or name_at[end] >= 0 or pos[end] == "CD"):
        end -= 1
    _add(view, first, end, chunks)


def _add(view: View, first: int, last: int, chunks: list[Chunk]) -> None:
    if last < first:
        return
    number = view.name_at[last]
    if number >= 0 and view.name_tokens[number][1] != last:
        number = -1
    if last == first and number < 0 and view.pos[first] in _OPENERS:
        return
    chunks.append(Chunk(first, last, last, number))


def _with_complements(view: View, chunks: list[Chunk]) -> list[int]:
    """Last token of each phrase with the phrases that "of" attaches to it."""
    reach = [chunk.last for chunk in chunks]
    starts = {chunk.first: number for number, chunk in reversed(list(enumerate(chunks)))}
    depth = [0] * len(chunks)
    for number in range(len(chunks) - 1, -1, -1):
        last = chunks[number].last
        if last + 2 < len(view.words) and view.lower[last + 1] == "of":
            following = starts.get(last + 2)
            while (
                following is not None
                and following + 1 < len(chunks)
                and chunks[following + 1].first == chunks[following].first
            ):
                following += 1
            if following is not None and depth[following] < _MAX_NESTING:
                reach[number] = reach[following]
                depth[number] = depth[following] + 1
    return reach


def _coordinated(view: View, chunks: list[Chunk], number: int) -> tuple[int, int, MentionKind, int, int] | None:
    """A list that ends with this phrase, "and" and the next: two names, or two nouns, or more with commas between."""
    left, right = chunks[number], chunks[number + 1]
    if right.first != left.last + 2 or view.lower[left.last + 1] not in ("and", "&"):
        return None
    if (left.name >= 0) != (right.name >= 0):
        return None
    begin = number
    while begin > 0 and number - begin < _MAX_NESTING and left.name >= 0:
        before = chunks[begin - 1]
        if before.name < 0 or before.last + 2 != chunks[begin].first or view.words[before.last + 1] != ",":
            break
        begin -= 1
    first = chunks[begin].first
    return first, right.last, "nominal", first, right.last
