import sys

import pytest
from tests.articles import article

from sayso.document import Document
from sayso.errors import InputError, MissingExtraError, UnknownNameError

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402 -- after the choice of backend

from sayso import plots  # noqa: E402


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


@pytest.fixture
def axes():
    return pyplot.subplots()[1]


@pytest.mark.parametrize("draw", [plots.speakers, plots.tone, plots.network])
def test_each_draws_on_the_axes_given_and_returns_them(draw, axes):
    assert draw(article(), ax=axes) is axes
    axes.figure.canvas.draw()


@pytest.mark.parametrize("draw", [plots.speakers, plots.tone, plots.network])
def test_each_makes_axes_where_none_are_given(draw):
    assert draw(article()).figure.get_axes()


def test_speakers(axes):
    plots.speakers([article("a"), article("b")], ax=axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Dockers", "Tom Reyes", "Ada Lund"]
    direct, other = axes.containers
    assert [bar.get_width() for bar in direct] == [0, 4, 2]
    assert [bar.get_width() for bar in other] == [2, 0, 2]


def test_the_top_speakers(axes):
    plots.speakers(article(), top=1, ax=axes)
    assert len(axes.get_yticklabels()) == 1


def test_tone_has_a_dot_a_quote(axes):
    doc = article()
    plots.tone(doc, ax=axes)
    assert sum(len(dots.get_offsets()) for dots in axes.collections if dots.get_label()[0] != "_") == len(doc.quotes)


def test_network_names_both_ends(axes):
    plots.network([article()], ax=axes)
    names = [text.get_text() for text in axes.texts]
    assert names.count("Ada Lund") == 1
    assert {"Tom Reyes", "Dockers", "Port of Ellmouth"} <= set(names)


@pytest.mark.parametrize("draw", [plots.speakers, plots.network])
def test_nobody_to_draw(draw, axes):
    draw(Document("Nobody speaks.", layers={"quotes": ()}), ax=axes)
    axes.figure.canvas.draw()


def test_dollars_are_not_mathematics(axes):
    from sayso.records import Entity, Mention, Quote
    from sayso.spans import Span

    rich = Entity("e1", "A$AP $x_{", "PER", (Mention(Span(0, 4), "name", Span(0, 4)),))
    said = Quote("q1", "direct", (Span(5, 9),), None, None, rich, 0.5)
    plots.speakers(Document("A$AP says", layers={"quotes": (said,), "entities": (rich,)}), ax=axes)
    axes.figure.canvas.draw()


def test_layers_that_are_needed_are_named():
    with pytest.raises(UnknownNameError, match="sentiment"):
        plots.tone(Document("words"))


@pytest.mark.parametrize("draw", [plots.speakers, plots.network])
def test_top_must_be_positive(draw):
    with pytest.raises(InputError, match="at least 1"):
        draw(article(), top=0)


@pytest.mark.parametrize("draw", [plots.speakers, plots.tone, plots.network])
def test_without_matplotlib_the_install_command_is_named(draw, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sayso\[plots\]'"):
        draw(article())
