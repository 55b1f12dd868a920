"""Where tokens stand to quotation marks, for a whole batch at once."""

from __future__ import annotations

import numpy as np

from sayso.engine.atoms import Mark
from sayso.engine.batch import Batch, Flags, Ints, bounds, last_where, next_where, shifted

__all__ = ["quote_state"]


def quote_state(batch: Batch, mark: Ints) -> tuple[Ints, Ints, Ints]:
    """Where tokens stand to double quotation marks (single ones where no double one is open).

    Returns:
        state: 0 outside, 1 opening mark, 2 inside, 3 closing mark, 4 inside a quotation that its paragraph leaves open.
        opened, closed: place of the opening and closing mark around each token, or -1.
    """
    count = len(mark)
    here = np.arange(count, dtype=np.int32)
    first, end = bounds(batch.paragraph)
    straight = mark == Mark.STRAIGHT
    number = np.cumsum(straight)
    odd = (number - (number - straight)[first]) % 2 == 1 if count else straight
    spaced_after = shifted(batch.glued, 1, batch.paragraph) == 0
    single_open = (mark == Mark.SINGLE_OPEN) | ((mark == Mark.SINGLE) & (batch.glued == 0) & ~spaced_after)
    single_close = ((mark == Mark.SINGLE_CLOSE) | (mark == Mark.SINGLE)) & (batch.glued == 1) & spaced_after
    opens = (mark == Mark.OPEN) | (straight & odd)
    closes = (mark == Mark.CLOSE) | (straight & ~odd)
    state, opened, closed = _pair(opens, closes, first, end, here)
    # A single mark counts only outside double ones and only as one of a pair.
    free = state == 0
    s_state, s_opened, s_closed = _pair(single_open & free, single_close & free, first, end, here)
    use = free & (s_state > 0) & (s_closed >= 0) & (s_opened >= 0)
    state = np.where(use, s_state, state)
    return state, np.where(use, s_opened, opened), np.where(use, s_closed, closed)


def _pair(
    opens: Flags,
    closes: Flags,
    first: Ints,
    end: Ints,
    here: Ints,
) -> tuple[Ints, Ints, Ints]:
    last_open, last_close = last_where(opens, first), last_where(closes, first)
    # A closing mark closes what was open just before it.
    open_before = np.where(closes, np.where(here > first, _at(last_open, here - 1), -1), last_open)
    close_before = np.where(closes, np.where(here > first, _at(last_close, here - 1), -1), last_close)
    inside = open_before > close_before
    next_close = next_where(closes, end)
    state = np.where(
        opens,
        1,
        np.where(closes & inside, 3, np.where(inside, np.where(next_close >= 0, 2, 4), 0)),
    )
    inside = state > 0
    return (
        state.astype(np.int64),
        np.where(inside, open_before, -1),
        np.where(inside, next_close, -1),
    )


def _at(values: Ints, places: Ints) -> Ints:
    return values[np.maximum(places, 0)]
