import itertools
import re
import sys
import time
from html.parser import HTMLParser

import pytest
from tests.articles import EVIL, TEXT, article, hostile

from sayso.document import Document
from sayso.errors import InputError, MissingExtraError
from sayso.records import Entity, Mention, Quote
from sayso.report import render, render_collection, render_page, write_collection, write_page
from sayso.report.view import document_title, page_view, paragraphs_of
from sayso.spans import Span

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """What a page holds: its elements, its visible text by element, and whether the elements nest."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.text = [], [], []
        self.feed(markup)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text.append(data)

    def all(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k.rstrip("_")) == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def html():
    return render_page(article())


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_whole_text_is_there(page):
    shown = re.sub(r"\s+", "", "".join(page.text))
    for paragraph in TEXT.split("\n\n"):
        # The numbers of the quotes stand in between.
        pattern = r"\d?".join(map(re.escape, re.sub(r"\s+", "", paragraph)))
        assert re.search(pattern, shown), paragraph


def test_quotes_are_marked_with_speaker_colour_and_kind(html):
    assert 'class="q direct s1" data-q="2"' in html
    assert 'class="q indirect s1" data-q="1"' in html
    assert 'class="q direct s0"' in html  # nobody is known to have said it
    assert 'class="cue s1"' in html
    assert 'class="src s1"' in html


def test_a_split_quotation_has_one_number(page):
    assert len([a for _, a in page.elements if a.get("class") == "q direct s1" and a.get("data-q") == "2"]) == 2
    assert len(page.all("a", id="r2")) == 1


def test_a_nested_quotation_lies_in_its_outer_one(html):
    assert re.search(
        r'data-q="2">“Ask me[^<]*<span class="cue s0" data-q="3">shout</span> <span class="q direct s0"', html
    )


def test_every_reference_leads_somewhere(page):
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        if tag == "a" and attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
        for name in ("aria-labelledby", "aria-controls"):
            assert set(attributes.get(name, "").split()) <= set(ids)


def test_structure_for_assistive_technology(page):
    assert page.all("html", lang="en")
    assert len(page.all("main")) == len(page.all("h1")) == 1
    assert page.all("nav")[0]["aria-label"]
    assert all("aria-pressed" in a for a in page.all("button") if a.get("class", "").startswith("who"))
    assert page.all("p", role="status")[0]["aria-live"] == "polite"
    headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(headings))


def test_cards_say_why_and_how_sure(html):
    assert "the cue “said” follows" in html
    assert "90%" in html
    assert "wrong -0.4" in html


def test_profiles_lead_to_the_quotes_and_tell_their_tone(html):
    profile = html[html.index('data-profile="e1"') :]
    profile = profile[: profile.index("</article>")]
    of_her = profile[profile.index("Said by others") :]
    assert "“Mayor Lund is wrong,”" in of_her
    assert 'href="#r4"' in of_her
    assert "Tom Reyes" in of_her
    assert "negative" in of_her


def test_profiles_say_where_somebody_is_mentioned_first_and_last():
    doc = article()
    view = page_view(doc)
    lund = next(view_ for view_ in view.profiles if view_.name == "Ada Lund")
    first, last = lund.paragraphs
    spans = [span for span, _ in paragraphs_of(doc)]
    mentions = [mention.span for mention in doc.entities[0].mentions]
    assert spans[first - 1].covers(min(mentions))
    assert spans[last - 1].covers(max(mentions))


def test_nothing_is_asked_of_the_network(page):
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag, attributes in page.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert "src" not in attributes
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)


def test_small_and_quick(html):
    assert len(html.encode()) < 200_000
    doc = article()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        render_page(doc)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3


def test_the_same_document_gives_the_same_page(html):
    assert render_page(article()) == html


def test_the_headline_is_the_title(page):
    assert document_title(article()) == "Harbour board delays vote on new ferry line"
    assert "".join(page.text).count("Harbour board delays vote on new ferry line") == 2  # in the tab, and as heading


@pytest.mark.parametrize(
    ("doc", "title"),
    [
        (article(title="Given  title"), "Given title"),
        (Document("First line of it\nsecond"), "First line of it"),
        (Document("word " * 60), "word " * 17 + "…"),
        (Document("  \n ", "named"), "named"),
        (Document(" "), "Untitled"),
    ],
)
def test_titles(doc, title):
    assert document_title(doc) == title


def test_hostile_text_stays_text():
    html = render_page(hostile())
    page = Page(html)
    assert not page.all("img")
    assert len(page.all("script")) == 1
    assert page.all("a", rel="noopener noreferrer nofollow") == []
    assert "{{ 7*7 }}" in html
    assert "\x00" not in html
    assert not any(
        "hacked" in value for _, a in page.elements for name, value in a.items() if name != "title" and value
    )


def test_a_safe_address_becomes_a_link():
    page = Page(render_page(article(url="https://example.org/a?b=1&c=2")))
    assert page.all("a", href="https://example.org/a?b=1&c=2")


@pytest.mark.parametrize("layers", [(), ("quotes",), ("quotes", "entities"), ("paragraphs", "entities", "salience")])
def test_layers_that_are_missing_leave_their_part_out(layers):
    doc = article()
    html = render_page(Document(doc.text, layers={name: doc[name] for name in layers}))
    assert "The shipyard employs ninety people" in html


def test_text_between_paragraphs_is_not_lost():
    from sayso.spans import Paragraphs

    doc = Document("before middle after", layers={"paragraphs": Paragraphs([7], [13], ["body"])})
    assert [block.html for block in page_view(doc).blocks] == ["before ", "middle", " after"]


def test_many_speakers_share_the_last_colour():
    text = " ".join(f"Name{i} said yes{i}." for i in range(12))
    entities, quotes = [], []
    for i in range(12):
        name, said = (Span(text.index(word), text.index(word) + len(word)) for word in (f"Name{i} ", f"yes{i}."))
        entities.append(Entity(f"e{i}", f"Name{i}", "PER", (Mention(name, "name", name),)))
        quotes.append(Quote(f"q{i}", "indirect", (said,), None, name, entities[i], 0.5))
    view = page_view(Document(text, layers={"entities": tuple(entities), "quotes": tuple(quotes)}))
    assert [quote.colour for quote in view.quotes] == [*(f"s{i}" for i in range(1, 9)), *["s9"] * 4]


def test_write_page(tmp_path):
    path = write_page(article(), tmp_path / "new" / "page.html")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_without_jinja_the_install_command_is_named(monkeypatch):
    from sayso.report import page as module

    module._load.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sayso\[report\]'"):
        render_page(article())
    module._load.cache_clear()


def test_a_page_of_one_and_an_index_of_several():
    assert "The text" in render([article()])
    assert "Quoted most" in render([article("a"), article("b")])
    with pytest.raises(InputError, match="no document"):
        render([])


def test_index_page():
    docs = [
        article("a", outlet="Daily"),
        article("b", outlet="Daily", date="2024-03-09"),
        article("c", outlet="Weekly"),
    ]
    page = Page(render_collection(docs, title="Three & more"))
    text = "".join(page.text)
    assert "Three & more" in text
    assert "3 documents" in text
    assert "71% of the quotes with a speaker" in text
    assert len([a for a in page.all("tr") if "data-p" in a]) == 3
    assert {a["aria-pressed"] for a in page.all("button") if a.get("class") == "pick"} == {"false"}


def test_index_page_of_hostile_documents():
    page = Page(render_collection([hostile(), article()], title=EVIL))
    assert not page.all("img")
    assert len(page.all("script")) == 1


@pytest.mark.parametrize(
    ("target", "index", "pages"), [("out", "out/index.html", "out/pages"), ("o ut.html", "o ut.html", "o ut-pages")]
)
def test_a_collection_is_an_index_with_pages(tmp_path, target, index, pages):
    found = write_collection(iter([article("x/../é y"), hostile()]), tmp_path / target)
    assert found == tmp_path / index
    names = sorted(path.name for path in (tmp_path / pages).iterdir())
    assert names[0] == "00001-x-y.html"
    assert names[1].startswith("00002-script-window")
    links = [
        a["href"] for a in Page(found.read_text(encoding="utf-8")).all("a") if "href" in a and "#" not in a["href"]
    ]
    assert len(links) == 2
    assert links[0].replace("%20", " ") == f"{(tmp_path / pages).name}/{names[0]}"


def test_an_index_of_two_thousand_documents_is_light():
    doc = article()
    docs = (Document(doc.text, f"d{i}", {**doc.meta, "date": f"2024-0{1 + i % 9}-05"}, doc.layers) for i in range(2000))
    start = time.perf_counter()
    html = render_collection(docs)
    assert time.perf_counter() - start < 5
    assert len(html) < 2_000_000


def test_every_class_of_a_page_is_styled_or_scripted():
    page = render_page(article())
    rules = "".join(re.findall(r"<(?:style|script)[^>]*>(.*?)</(?:style|script)>", page, re.DOTALL))
    names = {name for _, attributes in Page(page).elements for name in attributes.get("class", "").split()}
    unused = {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", rules)}
    assert unused <= {"direct", "neutral"}  # the plain kinds, beside others that have a look of their own
