"""Composition: how the words of a sentence turn, strengthen or void each other.

Everything is computed for a batch of texts at once, on flat arrays with one entry a word. Each word gets a factor by
which its weight counts: negative where it is negated, above 1 where it is strengthened, 0 where it belongs to a name.

Negation, degree and contrast go back to VADER (Hutto and Gilbert 2014) and to Polanyi and Zaenen's valence shifters
(2006); polarity of change ("fewer deaths") to Ikeda et al. (2008) and Choi and Cardie (2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.types import Flag, TypeTable

__all__ = ["Batch", "clauses", "compose", "negation_counts", "read_batch"]

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

NEGATED_PRAISE: Final = -0.7
NEGATED_BLAME: Final = -0.45
SHRUNK_HARM: Final = -0.5
SHRUNK_GOOD: Final = -0.8
BEFORE_BUT: Final = 0.5
AFTER_BUT: Final = 1.3
CONCEDED: Final = 0.4
CONDITIONAL: Final = 0.4
QUESTIONED: Final = 0.4
EXCLAIMED: Final = 1.3  # the mark itself is no praise: it strengthens that of its sentence
SLOGAN: Final = 6  # words of a slogan, at most
CAPITALS: Final = 1.3
REACH: Final = 5  # how many words away "fewer" or "fell" may stand from the harm
BLAME: Final = -1.0  # the weight from which a negation is taken to turn blame away
SPENT: Final = 0.8
UNIT_LENGTH: Final = 80  # words; longer runs without a stop are cut so that they count as several sentences


@dataclass(slots=True)
class Batch:
    """Words of several texts as flat arrays.

    types: id of every word in the table; places: (start, end) of every word in its text, where asked for; rows: where
    each text's words begin, one more than there are texts; units: number of every word's sentence in the
    whole batch.
    """

    types: Ints
    places: Ints
    rows: Ints
    units: Ints
    flags: Ints
    unit_rows: Ints
    factors: Floats
    weights: Floats

    @property
    def unit_count(self) -> int:
        """Sentences in the whole batch."""
        return len(self.unit_rows) - 1


def read_batch(texts: Sequence[str], table: TypeTable, *, places: bool = False) -> Batch:
    """Divide texts into words and sentences; factors are 1 until `compose` sets them. Targets need places."""
    types, spans, rows = table.read(texts, places=places)
    flags = table.flags[types]
    units, unit_rows = _units(flags, rows)
    weights = table.weights[types]
    return Batch(types, spans, rows, units, flags, unit_rows, np.ones(len(types), np.float32), weights)


def _units(flags: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Sentences: what follows a stop begins one; closing marks, further stops and breaks still belong to the last."""
    count = len(flags)
    stops = (flags & Flag.STOP) != 0
    tail = stops | ((flags & Flag.CLOSER) != 0)
    body = np.where(tail, -1, np.arange(count))
    before = np.append(-1, np.maximum.accumulate(body)[:-1]) if count else body
    passed = np.append(0, np.cumsum(stops))
    begins = np.zeros(count + 1, bool)
    begins[:count] = ~tail & (passed[:-1] > passed[before + 1])
    begins[rows] = True
    begins = begins[:count]
    if count and np.diff(np.append(np.flatnonzero(begins), count)).max() > UNIT_LENGTH:
        first = np.flatnonzero(begins)
        offset = np.arange(count) - first[np.cumsum(begins) - 1]
        begins |= offset % UNIT_LENGTH == 0
    units = (np.cumsum(begins) - 1).astype(np.int32)
    return units, np.append(np.flatnonzero(begins), count).astype(np.int32)


def compose(batch: Batch, table: TypeTable) -> None:
    """Set the factors of a batch, and the weights of phrases and of what names void."""
    if not len(batch.types):
        return
    _join_phrases(batch, table)
    _void_names(batch, table)
    flags = batch.flags
    clause = clauses(flags, batch.units)
    factor = batch.factors
    factor *= _degrees(flags, table.boosts[batch.types], clause, batch)
    factor *= _contrast(flags, batch)
    factor *= _hypothesis(flags, clause, batch)
    _void_slogans(batch, table)
    negations = negation_counts(batch, table, clause)
    _spend_negators(batch, table, clause)
    turned = _shrinkage(batch, clause, negations)
    odd = (negations % 2 == 1) & ~turned
    factor[odd] *= np.where(batch.weights[odd] >= 0, NEGATED_PRAISE, NEGATED_BLAME)


def clauses(flags: Ints, units: Ints) -> Ints:
    """Number of the clause of every word; a mark, a conjunction or a new sentence opens one."""
    begins = (flags & (Flag.CLAUSE | Flag.BUT)) != 0
    if len(begins):
        begins[1:] |= units[1:] != units[:-1]
    return np.cumsum(begins).astype(np.int32)


def _ends(groups: Ints) -> Ints:
    """For every word, the index after the last word of its group; groups are runs."""
    last = np.append(np.flatnonzero(groups[1:] != groups[:-1]) + 1, len(groups))
    return last[np.searchsorted(last, np.arange(len(groups)), side="right")].astype(np.int32)


def _begins(groups: Ints) -> Ints:
    first = np.append(0, np.flatnonzero(groups[1:] != groups[:-1]) + 1)
    return first[np.searchsorted(first, np.arange(len(groups)), side="right") - 1].astype(np.int32)


def negation_counts(batch: Batch, table: TypeTable, clause: Ints) -> Ints:
    """How many negations reach every word: each reaches a few words on, and never beyond its clause."""
    reach = table.reaches[batch.types]
    at = np.flatnonzero((reach > 0) & ((batch.flags & Flag.VOID) == 0))
    counts = np.zeros(len(reach) + 1, np.int32)
    if len(at):
        ends = _ends(_negation_clauses(batch, clause))
        np.add.at(counts, at + 1, 1)
        np.add.at(counts, np.minimum(at + 1 + reach[at], ends[at]), -1)
    return np.cumsum(counts)[:-1].astype(np.int32)


def _negation_clauses(batch: Batch, clause: Ints) -> Ints:
    """Of "no delays and no mistakes" the second negation takes over from the first, as if a clause began there."""
    return np.asarray(clause + np.cumsum((batch.flags & Flag.TAKES_OVER) != 0), np.int32)


def _spend_negators(batch: Batch, table: TypeTable, clause: Ints) -> None:
    """A negation that turns blame away has done its work: it adds little blame of its own."""
    reach = table.reaches[batch.types]
    at = np.flatnonzero((reach > 0) & ((batch.flags & Flag.VOID) == 0))
    if len(at):
        blame = np.append(0, np.cumsum((batch.weights <= BLAME) & (batch.factors != 0)))
        end = np.minimum(at + 1 + reach[at], _ends(_negation_clauses(batch, clause))[at])
        batch.factors[at[blame[end] > blame[at + 1]]] *= SPENT


def _degrees(flags: Ints, boosts: Floats, clause: Ints, batch: Batch) -> Floats:
    count = len(flags)
    degree = np.zeros(count, np.float32)
    for back, share in ((1, 1.0), (2, 0.8), (3, 0.6)):
        if count > back:
            near = clause[back:] == clause[:-back]
            degree[back:] += np.where(near, boosts[:-back] * share, 0)
    upper = (flags & Flag.UPPER) != 0
    words = (flags & Flag.WORD) != 0
    in_unit = np.add.reduceat(words, batch.unit_rows[:-1]) if count else np.zeros(0)
    upper_in_unit = np.add.reduceat(upper, batch.unit_rows[:-1]) if count else np.zeros(0)
    mixed = (in_unit > upper_in_unit * 2)[batch.units]
    return (np.clip(1 + degree, 0.4, 1.6) * np.where(upper & mixed, CAPITALS, 1.0)).astype(np.float32)


def _contrast(flags: Ints, batch: Batch) -> Floats:
    factor = np.ones(len(flags), np.float32)
    for but in np.flatnonzero(flags & Flag.BUT).tolist():
        start, end = batch.unit_rows[batch.units[but]], batch.unit_rows[batch.units[but] + 1]
        if but - start > 1:
            factor[start:but] *= BEFORE_BUT
            factor[but + 1 : end] *= AFTER_BUT
    for word in np.flatnonzero(flags & Flag.CONCEDES).tolist():
        end = batch.unit_rows[batch.units[word] + 1]
        stop = np.flatnonzero(flags[word + 1 : end] & Flag.COMMA)
        factor[word + 1 : word + 1 + stop[0] if len(stop) else end] *= CONCEDED
    return factor


def _hypothesis(flags: Ints, clause: Ints, batch: Batch) -> Floats:
    factor = np.ones(len(flags), np.float32)
    at = np.flatnonzero(flags & Flag.CONDITIONAL)
    if len(at):
        end = _ends(clause)
        for word in at.tolist():
            factor[word + 1 : end[word]] = CONDITIONAL
    asks = np.zeros(batch.unit_count, bool)
    asks[batch.units[(flags & Flag.QUESTION) != 0]] = True
    factor[asks[batch.units]] *= QUESTIONED
    calls = np.zeros(batch.unit_count, bool)
    calls[batch.units[(flags & Flag.EXCLAIM) != 0]] = True
    factor[(calls & ~asks)[batch.units] & (batch.weights > 0)] *= EXCLAIMED
    return factor


def _shrinkage(batch: Batch, clause: Ints, negations: Ints) -> Bools:
    """Turn harm that shrinks and good that fades; returns which words were turned, negation included."""
    flags = batch.flags
    turned = np.zeros(len(flags), bool)
    nouns = np.flatnonzero((flags & (Flag.HARM | Flag.GOOD)) != 0)
    if not len(nouns) or not ((flags & (Flag.REDUCES | Flag.FALLS)) != 0).any():
        return turned
    begin, end = _begins(clause), _ends(clause)
    for noun in nouns.tolist():
        low, high = max(begin[noun], noun - REACH), min(end[noun], noun + REACH + 1)
        before = np.flatnonzero(flags[low:noun] & Flag.REDUCES)
        after = np.flatnonzero(flags[noun + 1 : high] & Flag.FALLS)
        if not len(before) and not len(after):
            continue
        at = low + int(before[-1]) if len(before) else noun + 1 + int(after[0])
        if negations[at] % 2 == 0:
            shrunk = SHRUNK_HARM if flags[noun] & Flag.HARM else SHRUNK_GOOD
            batch.factors[noun] *= shrunk
            for modifier in range(max(low, at + 1 if at < noun else low, noun - 2), noun):
                if batch.weights[modifier] * batch.weights[noun] > 0 and not turned[modifier]:
                    batch.factors[modifier] *= shrunk
                    turned[modifier] = True
        changes = low + np.flatnonzero(flags[low:high] & (Flag.REDUCES | Flag.FALLS))
        batch.factors[changes[changes != noun]] = 0
        turned[noun] = True
    return turned


def _void_names(batch: Batch, table: TypeTable) -> None:
    """Words in names carry no tone: capitals within a sentence, and sentence heads that go on as names do."""
    flags, units = batch.flags, batch.units
    title = (flags & Flag.TITLE) != 0
    heads = _heads(flags, batch)
    words = (flags & Flag.LONG) != 0
    rows = batch.unit_rows[:-1]
    long_count = np.add.reduceat(words, rows)
    title_count = np.add.reduceat(title & words, rows)
    closed = np.logical_or.reduceat((flags & Flag.STOP) != 0, rows)
    headline = ((title_count >= 3) & (title_count * 3 >= long_count * 2) & ~closed)[units]
    inside = title & ~heads & ~headline
    formal = ~np.logical_or.reduceat((flags & Flag.CHATTY) != 0, batch.rows[:-1][np.diff(batch.rows) > 0])
    formal = np.repeat(formal, np.diff(batch.rows)[np.diff(batch.rows) > 0])
    possible = (flags & Flag.NAMELIKE) != 0
    named = inside & (formal | possible)
    text_of = np.repeat(np.arange(len(batch.rows) - 1), np.diff(batch.rows))
    keys = text_of.astype(np.int64) << 32 | table.forms[batch.types]
    follow = np.append(inside[1:], False)
    verbs = np.append((flags[1:] & Flag.SPEAKS) != 0, False)
    after_title = np.append(False, title[:-1])
    thing = possible | ((flags & (Flag.HARM | Flag.GOOD)) != 0)
    first = title & heads & ((thing & follow) | (possible & verbs) | np.isin(keys, keys[named]))
    named |= first | (title & headline & possible & (verbs | after_title))
    named &= (flags & Flag.VOID) == 0
    batch.factors[named] = 0
    batch.flags[named] |= Flag.VOID


def _void_slogans(batch: Batch, table: TypeTable) -> None:
    """Who calls "No more lies!" says that there are lies: its "no" does not turn the blame."""
    forms = table.forms[batch.types]
    opens = np.append((forms[:-1] == table.form_id("no")) & (forms[1:] == table.form_id("more")), False)
    for at in np.flatnonzero(opens & _heads(batch.flags, batch)).tolist():
        end = int(batch.unit_rows[batch.units[at] + 1])
        words = np.count_nonzero(batch.flags[at:end] & Flag.WORD)
        if words <= SLOGAN and (batch.weights[at + 2 : end] * batch.factors[at + 2 : end]).sum() < 0:
            batch.factors[at] = 0
            batch.flags[at] |= Flag.VOID


def _heads(flags: Ints, batch: Batch) -> Bools:
    """Words that would be capitalised in any case: first of a sentence, or after a colon, dash or opening mark."""
    heads = np.zeros(len(flags), bool)
    heads[batch.unit_rows[:-1]] = True
    opening = (flags & (Flag.OPENS | Flag.STOP)) != 0
    heads[1:] |= opening[:-1]
    closing_first = np.flatnonzero(heads & ((flags & (Flag.WORD)) == 0))
    closing_first = closing_first[closing_first + 1 < len(flags)]
    heads[closing_first + 1] = True
    return heads


def _join_phrases(batch: Batch, table: TypeTable) -> None:
    """Give the first word of a phrase the phrase's weight and void the others."""
    anchors = np.flatnonzero(batch.flags & Flag.ANCHOR)
    if not len(anchors):
        return
    forms: list[int] = table.forms[batch.types].tolist()
    rows: Any = batch.rows
    text_of = np.searchsorted(rows, anchors, side="right") - 1
    void = int(Flag.VOID)
    free_until = 0
    for at, text in zip(anchors.tolist(), text_of.tolist(), strict=True):
        match = table.phrase_at(forms, at, int(rows[text]), int(rows[text + 1]))
        if match is None or match[0] < free_until:
            continue
        begin, end, phrase = match
        free_until = end
        batch.factors[begin:end] = 0
        batch.flags[begin:end] |= void
        batch.flags[begin:end] &= ~int(
            Flag.HARM | Flag.GOOD | Flag.REDUCES | Flag.FALLS | Flag.BUT | Flag.CONDITIONAL | Flag.CONCEDES
        )
        batch.types[begin] = phrase
        batch.weights[begin] = table.weights[phrase]
        batch.factors[begin] = 1
        if table.reaches[phrase]:
            batch.flags[begin] &= ~void
