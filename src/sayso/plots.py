"""Plots with matplotlib: who is quoted, the tone over a text, who speaks of whom.

Each function draws on the Axes that it is given, or on new ones, and returns them; none shows or saves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from sayso.collection import CollectionSummary, summarise
from sayso.document import Document
from sayso.errors import InputError, MissingExtraError
from sayso.records import Tone
from sayso.report.charts import Flow, flow_chart, smoothed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["network", "speakers", "tone"]

_COLOURS: Final = {"negative": "#ad3214", "neutral": "#77746b", "positive": "#1b6b4a"}
_KINDS: Final = (("direct", "#1f5fa8"), ("other", "#a9c3e0"))
_BY_SPEAKER: Final = ("#1f5fa8", "#ad3f14", "#2a6f45", "#75409b", "#85580a", "#0a6a73", "#a3326b", "#5c6214")


def speakers(docs: Document | Iterable[Document], *, top: int = 15, ax: Axes | None = None) -> Axes:
    """Bars of who is quoted most, direct quotations apart from the others.

    Args:
        docs: one document or several, with the layer `quotes`.
        top: how many speakers.
        ax: where to draw; new Axes by default.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: `top` is less than 1.
    """
    if top < 1:
        raise InputError(f"top must be at least 1, not {top}")
    axes = _axes(ax)
    totals = _totals(docs).speakers[:top][::-1]
    places = np.arange(len(totals))
    direct = np.array([item.direct for item in totals])
    rest = np.array([item.quotes for item in totals]) - direct
    axes.barh(places, direct, color=_KINDS[0][1], label="direct")
    axes.barh(places, rest, left=direct, color=_KINDS[1][1], label="mixed and indirect")
    axes.set_yticks(places, [_plain(item.name) for item in totals])
    axes.set_xlabel("quotes")
    axes.locator_params(axis="x", integer=True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if len(totals):
        axes.legend(frameon=False, loc="lower right")
    return axes


def tone(doc: Document, *, ax: Axes | None = None) -> Axes:
    """The tone of the sentences over the text as a smoothed line, and of each quote as a dot in its speaker's colour.

    Args:
        doc: a document with the layers `sentences` and `sentiment`.
        ax: where to draw; new Axes by default.

    Raises:
        MissingExtraError: matplotlib is not installed.
        UnknownNameError: the document lacks one of the two layers.
    """
    axes = _axes(ax)
    layer: Tone = doc["sentiment"]
    sentences = doc["sentences"]
    length = max(len(doc.text), 1)
    places = (sentences.starts + sentences.ends) / (2.0 * length)
    polarity = np.array([item.polarity for item in layer.sentences])
    if len(polarity) == len(places) and len(places):
        line = smoothed(places, polarity, np.linspace(0.0, 1.0, 201))
        grid = np.linspace(0.0, 100.0, 201)
        axes.plot(grid, line, color="#595750", linewidth=1.2)
        axes.fill_between(grid, line, 0, where=line >= 0, color=_COLOURS["positive"], alpha=0.18, linewidth=0)
        axes.fill_between(grid, line, 0, where=line <= 0, color=_COLOURS["negative"], alpha=0.18, linewidth=0)
    _dots(doc, layer, length, axes)
    axes.axhline(0, color="#bbb8ae", linewidth=0.8)
    axes.set_xlim(0, 100)
    axes.set_xlabel("place in the text, %")
    axes.set_ylabel("tone")
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def network(docs: Document | Iterable[Document], *, top: int = 12, ax: Axes | None = None) -> Axes:
    """Arrows from speakers to those they speak of, as thick as the quotes are many, coloured by tone.

    Args:
        docs: one document or several, with the layers `quotes` and `entities`.
        top: how many speakers, and how many of those spoken of.
        ax: where to draw; new Axes by default.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: `top` is less than 1.
    """
    if top < 1:
        raise InputError(f"top must be at least 1, not {top}")
    axes = _axes(ax)
    axes.set_axis_off()
    flows = [Flow(item.speaker, item.target, item.quotes, item.tone) for item in _totals(docs).pairs]
    chart = flow_chart(flows, most=top)
    if chart is None:
        axes.text(0.5, 0.5, "nobody speaks of anybody", ha="center", va="center", transform=axes.transAxes)
        return axes
    axes.set_xlim(0, 3)
    axes.set_ylim(chart.height, 0)
    left = {node.key: node.y for node in chart.speakers}
    right = {node.key: node.y for node in chart.targets}
    for link in chart.links:
        arrow = {
            "arrowstyle": "-|>",
            "color": _colour(link.flow.polarity),
            "alpha": 0.65,
            "linewidth": 0.5 + link.width / 2,
        }
        arrow["connectionstyle"] = "arc3,rad=0.08"
        axes.annotate("", (1.95, right[link.flow.target]), (1.05, left[link.flow.speaker]), arrowprops=arrow)
    for node in chart.speakers:
        axes.text(1.0, node.y, _plain(node.key), ha="right", va="center")
    for node in chart.targets:
        axes.text(2.0, node.y, _plain(node.key), ha="left", va="center")
    return axes


def _axes(ax: Axes | None) -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError:
        raise MissingExtraError("plotting", package="matplotlib", extra="plots") from None
    return pyplot.subplots(layout="constrained")[1] if ax is None else ax


def _totals(docs: Document | Iterable[Document]) -> CollectionSummary:
    return summarise([docs] if isinstance(docs, Document) else docs)


def _dots(doc: Document, layer: Tone, length: int, axes: Axes) -> None:
    by_speaker: dict[str, list[tuple[float, float]]] = {}
    for quote in doc.layers.get("quotes", ()):
        if quote.id in layer.quotes and quote.content:
            place = 100.0 * quote.content[0].start / length
            name = quote.speaker.name if quote.speaker else "unknown"
            by_speaker.setdefault(name, []).append((place, layer.quotes[quote.id].polarity))
    ranked = sorted(by_speaker.items(), key=lambda item: (-len(item[1]), item[0]))
    named, others = ranked[: len(_BY_SPEAKER)], ranked[len(_BY_SPEAKER) :]
    for (name, points), colour in zip(named, _BY_SPEAKER, strict=False):
        _scatter(points, colour, _plain(name), axes)
    _scatter([point for _, points in others for point in points], "#8d8a80", "others", axes)
    if ranked:
        axes.legend(frameon=False, fontsize="small", ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _scatter(points: Sequence[tuple[float, float]], colour: str, label: str, axes: Axes) -> None:
    if points:
        places, tones = zip(*points, strict=True)
        axes.scatter(places, tones, s=28, color=colour, edgecolor="white", linewidth=0.8, label=label, zorder=3)


def _colour(polarity: float | None) -> str:
    if polarity is None or abs(polarity) <= 0.05:
        return _COLOURS["neutral"]
    return _COLOURS["positive" if polarity > 0 else "negative"]


def _plain(name: str) -> str:
    """A name that matplotlib does not read as mathematics, and that fits."""
    name = " ".join(name.split())
    return (name if len(name) <= 32 else f"{name[:30]} …").replace("$", r"\$")
