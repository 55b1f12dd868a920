import pytest
from tests.articles import EVIL, TEXT, article, hostile
from tests.report.test_page import Page

from sayso.document import Document
from sayso.report.notebook import MOST_QUOTES


def test_a_document_shows_its_text_and_its_quotes():
    doc = article()
    html = doc._repr_html_()
    page = Page(html)
    text = "".join(page.text)
    assert all(paragraph in text for paragraph in TEXT.split("\n\n"))
    assert len(page.all("tr")) == 1 + len(doc.quotes)
    assert not page.all("script")
    assert not page.all("style")


def test_a_quote_shows_who_how_sure_and_why():
    html = article().quotes[3]._repr_html_()
    assert "<b>Tom Reyes</b>" in html
    assert "confidence 90%" in html
    assert "the cue “said” follows" in html


def test_a_quote_of_nobody():
    assert "unknown speaker" in article().quotes[6]._repr_html_()


def test_long_documents_are_cut():
    doc = Document("One paragraph of many words in it.\n\n" * 1000)
    html = doc._repr_html_()
    assert len(html) < 20_000
    assert "more paragraphs" in html
    quotes = article().quotes
    many = article().with_layer("quotes", quotes * 9)
    assert f"{len(quotes) * 9 - MOST_QUOTES} more quotes" in many._repr_html_()


@pytest.mark.parametrize("shown", [hostile(), hostile().quotes[0]], ids=["document", "quote"])
def test_hostile_text_stays_text(shown):
    page = Page(shown._repr_html_())
    assert {tag for tag, _ in page.elements} <= {
        "div",
        "p",
        "span",
        "b",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }


def test_it_needs_no_template_engine(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert "Ada Lund" in article()._repr_html_()
    assert EVIL not in hostile()._repr_html_()
