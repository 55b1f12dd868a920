"""The drawings of the page, computed here so that they need no script: who speaks of whom, how the tone moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dot", "Flow", "FlowChart", "Link", "Node", "ToneChart", "flow_chart", "smoothed", "tone_chart"]

Floats = NDArray[np.float64]

ROW: Final = 30
WIDTH: Final = 640
GUTTER: Final = 232


class Flow(NamedTuple):
    """So many quotes of one about another, with their mean tone (None where it is not known)."""

    speaker: str
    target: str
    quotes: int
    polarity: float | None


class Node(NamedTuple):
    """One end of a flow: a label with its place."""

    key: str
    x: float
    y: float
    quotes: int


class Link(NamedTuple):
    """A drawn flow: the path, its width, and what it stands for."""

    path: str
    width: float
    flow: Flow


class FlowChart(NamedTuple):
    """Speakers on the left, those they speak of on the right; `left_out` says how many flows are not drawn."""

    width: int
    height: int
    speakers: tuple[Node, ...]
    targets: tuple[Node, ...]
    links: tuple[Link, ...]
    left_out: int = 0


class Dot(NamedTuple):
    """A quote on the tone line."""

    x: float
    y: float
    number: int


class ToneChart(NamedTuple):
    """The smoothed tone of the sentences as a line, each quote as a dot; `reach` is the tone at the upper edge."""

    width: int
    height: int
    middle: float
    reach: float
    line: str
    above: str
    below: str
    dots: tuple[Dot, ...]


def flow_chart(flows: Sequence[Flow], *, most: int = 12, links: int = 36) -> FlowChart | None:
    """Lay out who speaks of whom in two columns; None where nobody speaks of anybody.

    Args:
        flows: one a pair.
        most: how many speakers and how many targets are drawn, those with most quotes.
        links: how many flows are drawn, those with most quotes; more of them could not be told apart.
    """
    speakers = _largest([(flow.speaker, flow.quotes) for flow in flows], most)
    targets = _largest([(flow.target, flow.quotes) for flow in flows if flow.speaker in speakers], most)
    shown = [flow for flow in flows if flow.speaker in speakers and flow.target in targets]
    if not shown:
        return None
    shown = sorted(shown, key=lambda flow: -flow.quotes)[:links]
    speakers = {key: count for key, count in speakers.items() if any(flow.speaker == key for flow in shown)}
    targets = {key: count for key, count in targets.items() if any(flow.target == key for flow in shown)}
    rows = max(len(speakers), len(targets))
    height = rows * ROW + 16
    left = {key: _row(i, len(speakers), height) for i, key in enumerate(speakers)}
    # Targets stand at the mean height of their speakers, which keeps the lines from crossing more than they must.
    heights = {
        key: float(
            np.average(
                [left[f.speaker] for f in shown if f.target == key],
                weights=[f.quotes for f in shown if f.target == key],
            )
        )
        for key in targets
    }
    ordered = sorted(targets, key=lambda key: (heights[key], key))
    right = {key: _row(i, len(ordered), height) for i, key in enumerate(ordered)}
    top = max(flow.quotes for flow in shown)
    drawn = [
        Link(_curve(left[flow.speaker], right[flow.target]), round(1.5 + 6.5 * flow.quotes / top, 1), flow)
        for flow in shown
    ]
    return FlowChart(
        WIDTH,
        height,
        tuple(Node(key, GUTTER - 10, left[key], speakers[key]) for key in speakers),
        tuple(Node(key, WIDTH - GUTTER + 10, right[key], targets[key]) for key in ordered),
        tuple(drawn),
        len(flows) - len(drawn),
    )


def tone_chart(places: Floats, polarity: Floats, quotes: Sequence[tuple[float, float, int]]) -> ToneChart | None:
    """Draw the tone over a text; None where there are fewer than three sentences.

    Args:
        places: the middle of each sentence, as a share of the text's length.
        polarity: the tone of each, -1..1.
        quotes: for each quote its place, its tone and its number.
    """
    if len(places) < 3:
        return None
    width, height = 720, 132
    middle = height / 2
    grid = np.linspace(0.0, 1.0, 121)
    values = smoothed(places, polarity, grid)
    xs = grid * width
    strongest = max([0.2, float(np.abs(values).max()), *(abs(tone) for _, tone, _ in quotes)])
    top = min(math.ceil(10 * strongest) / 10, 1.0)

    def y(value: float) -> float:
        return round(middle - float(np.clip(value / top, -1.0, 1.0)) * (middle - 8), 1)

    points = [(round(float(x), 1), y(value)) for x, value in zip(xs, values.tolist(), strict=True)]
    line = "M" + "L".join(f"{x} {v}" for x, v in points)
    above = f"M0 {middle}L" + "L".join(f"{x} {min(v, middle)}" for x, v in points) + f"L{width} {middle}Z"
    below = f"M0 {middle}L" + "L".join(f"{x} {max(v, middle)}" for x, v in points) + f"L{width} {middle}Z"
    dots = tuple(Dot(round(place * width, 1), y(tone), number) for place, tone, number in quotes[:400])
    return ToneChart(width, height, middle, top, line, above, below, dots)


def smoothed(places: Floats, values: Floats, grid: Floats) -> Floats:
    """At each place of the grid the mean of the values near it: within a twentieth of the whole, or of three values."""
    reach = max(0.05, 1.5 / max(len(places), 1))
    result = np.zeros(len(grid))
    for i, (lo, hi) in enumerate(np.searchsorted(places, np.stack([grid - 3 * reach, grid + 3 * reach])).T):
        weights = np.exp(-0.5 * ((places[lo:hi] - grid[i]) / reach) ** 2)
        result[i] = float(weights @ values[lo:hi] / weights.sum()) if hi > lo else 0.0
    return result


def _largest(counts: Sequence[tuple[str, int]], most: int) -> dict[str, int]:
    total: dict[str, int] = {}
    for key, count in counts:
        total[key] = total.get(key, 0) + count
    return dict(sorted(total.items(), key=lambda item: -item[1])[:most])


def _row(index: int, rows: int, height: int) -> float:
    """Rows of a shorter column are spread over the height of the longer one."""
    return round((index + 0.5) * height / rows, 1)


def _curve(start: float, end: float) -> str:
    x0, x1 = GUTTER, WIDTH - GUTTER
    bend = (x1 - x0) * 0.5
    return f"M{x0} {start}C{x0 + bend:g} {start} {x1 - bend:g} {end} {x1 - 4} {end}"
