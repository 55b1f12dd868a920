"""The pages in a real browser: headless Chromium, driven by Selenium.

Skipped where no browser is installed, unless the environment variable SAYSO_REQUIRE_BROWSER asks for one.
"""

import json
import os
import shutil
import time

import pytest
from tests.articles import article, hostile

from sayso.document import Document
from sayso.report import render_collection, write_collection, write_page

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

# Contrast of every visible piece of text against what lies behind it (WCAG 2, relative luminance).
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
function rgba(colour) { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; }
function over(top, under) { return [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1); }
function behind(element) { const layers = [];
  for (let e = element; e; e = e.parentElement) layers.unshift(rgba(getComputedStyle(e).backgroundColor));
  return layers.reduce((under, top) => over(top, under), rgba('white')); }
function light(c) {
  const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; }
const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) { const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
  if (!text || !element.checkVisibility() || element.closest('.vh,script,style,.skip,title,desc')) continue;
  const style = getComputedStyle(element), ground = behind(element);
  const ink = over(rgba(element.closest('svg') ? style.fill : style.color), ground);
  const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) poor.push([text.slice(0, 40), ratio.toFixed(2), style.color]); }
return poor;
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    required = bool(os.environ.get("SAYSO_REQUIRE_BROWSER"))
    chromium, driver_path = shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")
    if not (chromium and driver_path):
        stop = pytest.fail if required else pytest.skip
        stop("no Chromium with its driver is installed: apt-get install chromium chromium-driver")
    if not required:
        pytest.importorskip("selenium", reason="Selenium is not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}", "--window-size=1280,900"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(driver_path))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages")
    write_page(article(), path / "article.html")
    write_page(hostile(), path / "hostile.html")
    docs = [
        article("a", outlet="Daily"),
        article("b", outlet="Daily", title="Ropes"),
        article("c", outlet="Weekly", title="Quay"),
    ]
    docs[1] = docs[1].with_layer("quotes", docs[1].quotes[:3])
    write_collection(docs, path / "many")
    return path


@pytest.fixture
def look(browser, folder):
    """Opens a page of the folder, in a light or dark theme, on a screen of some width."""

    def opened(name="article.html", *, dark=False, width=1280):
        theme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": theme})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for kind in ("performance", "browser"):
            browser.get_log(kind)
        browser.get((folder / name).as_uri())
        return browser

    return opened


def find(browser, selector):
    from selenium.webdriver.common.by import By

    return browser.find_element(By.CSS_SELECTOR, selector)


def find_all(browser, selector):
    from selenium.webdriver.common.by import By

    return browser.find_elements(By.CSS_SELECTOR, selector)


def shown(browser, selector):
    return [element for element in find_all(browser, selector) if element.is_displayed()]


def press(browser, *keys):
    from selenium.webdriver import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def keys():
    from selenium.webdriver.common.keys import Keys

    return Keys


def choose(browser, name):
    next(button for button in find_all(browser, ".who") if name in button.text).click()


@pytest.mark.parametrize("name", ["article.html", "hostile.html", "many/index.html"])
def test_nothing_is_requested_and_nothing_goes_wrong(look, name):
    browser = look(name)
    for button in find_all(browser, "button"):
        if button.is_displayed():
            browser.execute_script("arguments[0].click()", button)
    time.sleep(0.2)
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = {item["params"]["request"]["url"] for item in asked if item["method"] == "Network.requestWillBeSent"}
    assert all(url.startswith("file:///") and url.split("#")[0].endswith(name) for url in urls), urls
    assert browser.get_log("browser") == []


def test_hostile_text_is_shown_as_text_and_does_not_run(look):
    browser = look("hostile.html")
    assert browser.execute_script("return typeof window.hacked") == "undefined"
    assert "<script>window.hacked=1</script>" in find(browser, "#article").text
    assert not find_all(browser, "img")
    choose(browser, "<script>")
    find(browser, ".ref").click()
    assert browser.execute_script("return typeof window.hacked") == "undefined"
    assert "<script>" in find(browser, "#card").text
    browser = look("many/index.html")
    assert browser.execute_script("return typeof window.hacked") == "undefined"


def test_choosing_somebody_filters_the_text(look):
    browser = look()
    whole = len(shown(browser, "#article > p"))
    choose(browser, "Tom Reyes")
    left = shown(browser, "#article > [data-k]")
    assert len(left) == 2 < whole
    assert all("Reyes" in paragraph.text for paragraph in left)
    assert "Tom Reyes: 2 quotes" in find(browser, "#status").text
    assert [card.get_attribute("id") for card in shown(browser, ".quotes .card")] == ["q4", "q5"]
    assert "who owns the shipyard" in find(browser, "#slot").text
    assert find(browser, ".who[aria-pressed=true]").text.startswith("Tom Reyes")
    find(browser, "#clear").click()
    assert len(shown(browser, "#article > p")) == whole
    assert not shown(browser, "#clear")
    assert find(browser, "#status").text == ""


def test_choosing_again_shows_all(look):
    browser = look()
    for expected in (2, 7):
        choose(browser, "Tom Reyes")
        assert len(shown(browser, "#article > [data-k]")) == expected


def test_a_click_on_a_quote_shows_why(look):
    browser = look()
    find(browser, '.q[data-q="4"]').click()
    card = find(browser, "#card")
    assert card.is_displayed()
    for words in ("Tom Reyes", "the cue “said” follows", "90%", "negative −0.40", "Ada Lund"):
        assert words in card.text
    find(browser, "#card .close").click()
    assert not card.is_displayed()


def test_a_dot_on_the_tone_line_leads_to_its_quote(look):
    browser = look()
    browser.execute_script(
        "document.querySelector('circle[data-q=\"6\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert "Dockers" in find(browser, "#card").text
    assert browser.switch_to.active_element.get_attribute("id") in ("r6", "card")


def test_hovering_shows_it_and_leaving_hides_it(look):
    from selenium.webdriver import ActionChains

    browser = look()
    quote = find(browser, '.q[data-q="4"]')
    ActionChains(browser).move_to_element(quote).perform()
    assert find(browser, "#card").is_displayed()
    assert "on" in quote.get_attribute("class").split()
    ActionChains(browser).move_to_element(find(browser, "h2")).perform()
    assert not find(browser, "#card").is_displayed()


def test_the_page_can_be_used_by_keyboard_alone(look):
    browser, key = look(), keys()
    press(browser, key.TAB)
    assert browser.switch_to.active_element.text == "Skip to the text"
    press(browser, key.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "text"
    press(browser, key.TAB)
    assert browser.switch_to.active_element.get_attribute("id") == "r1"
    assert find(browser, "#card").is_displayed()
    press(browser, key.ARROW_RIGHT, key.ARROW_DOWN)
    assert browser.switch_to.active_element.get_attribute("data-q") == "2"
    press(browser, key.END)
    assert browser.switch_to.active_element.get_attribute("id") == "r7"
    press(browser, key.HOME, key.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "card"
    press(browser, key.ESCAPE)
    assert browser.switch_to.active_element.get_attribute("id") == "r1"
    assert not find(browser, "#card").is_displayed()


def test_the_filter_works_by_keyboard(look):
    browser, key = look(), keys()
    browser.execute_script("document.querySelector('.who').focus()")
    press(browser, key.SPACE)
    assert find(browser, ".who[aria-pressed=true]")
    press(browser, key.ESCAPE)
    assert not find_all(browser, ".who[aria-pressed=true]")


def test_arrow_keys_skip_what_the_filter_hides(look):
    browser, key = look(), keys()
    choose(browser, "Dockers")
    browser.execute_script("document.querySelector('#article > [data-k]:not([hidden]) .ref').focus()")
    press(browser, key.END)
    assert browser.switch_to.active_element.is_displayed()


@pytest.mark.parametrize("name", ["article.html", "many/index.html"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("filtered", [False, True], ids=["all", "filtered"])
def test_text_stands_out_from_its_ground(look, name, dark, filtered):
    browser = look(name, dark=dark)
    if filtered:
        browser.execute_script("document.querySelector('.who,.pick').click(); document.querySelector('.ref')?.click()")
    time.sleep(0.2)
    assert browser.execute_script(CONTRAST) == []


@pytest.mark.parametrize("name", ["article.html", "hostile.html", "many/index.html"])
@pytest.mark.parametrize("width", [320, 390, 768])
def test_narrow_screens_need_no_sideways_scrolling(look, name, width):
    browser = look(name, width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_buttons_are_large_enough_for_a_finger(look):
    browser = look(width=390)
    for button in shown(browser, ".who"):
        assert button.size["height"] >= 24
        assert button.size["width"] >= 24


def test_everything_has_an_accessible_name(look):
    browser = look()
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    wanted = {"button", "link", "navigation", "dialog", "searchbox", "region", "img"}
    for node in nodes:
        if not node.get("ignored") and node["role"]["value"] in wanted:
            assert node.get("name", {}).get("value"), node["role"]["value"]


def test_print_shows_text_and_quotes_without_the_controls(look):
    browser = look()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not shown(browser, ".side")
    assert shown(browser, "#article")
    assert shown(browser, ".quotes .card")


def test_the_page_reads_without_script(look):
    browser = look()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        assert len(shown(browser, ".quotes .card")) == 7
        find(browser, "#r4").click()
        assert browser.current_url.endswith("#q4")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_index_filters_and_sorts(look):
    browser = look("many/index.html")

    def titles():
        return [row.text.split("\n")[0] for row in shown(browser, "#docs tbody th")]

    assert len(titles()) == 3
    find(browser, "#find").send_keys("weekly")
    time.sleep(0.3)
    assert titles() == ["Quay"]
    press(browser, keys().ESCAPE)
    assert len(titles()) == 3
    next(button for button in find_all(browser, ".pick") if button.text == "Tom Reyes").click()
    assert "Ropes" not in titles()
    assert "2 of 3" in find(browser, "#status").text
    find(browser, "#clear").click()
    head = next(button for button in find_all(browser, "#docs thead button") if button.text.startswith("Quotes"))
    head.click()
    assert titles()[-1] == "Ropes"
    head.click()
    assert titles()[0] == "Ropes"
    assert head.find_element("xpath", "..").get_attribute("aria-sort") == "ascending"


def test_choosing_a_speaker_goes_to_the_documents(look):
    browser = look("many/index.html")
    browser.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
    find(browser, ".pick").click()
    assert browser.switch_to.active_element.get_attribute("id") == "documents"
    assert browser.execute_script("const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.top < 900",
                                  find(browser, "#documents"))  # fmt: skip


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_each_row_of_the_index_is_in_sight_as_a_whole(look, width):
    browser = look("many/index.html", width=width)
    cells = [cell for cell in find_all(browser, "tbody th, tbody td") if cell.is_displayed()]
    assert len(cells) > 20
    assert all(cell.rect["x"] >= 0 and cell.rect["x"] + cell.rect["width"] <= width for cell in cells)


def test_the_index_leads_to_the_pages(look):
    browser = look("many/index.html")
    find(browser, "#docs tbody a").click()
    assert "The text" in find(browser, "#text").text


def test_an_index_of_two_thousand_documents_is_usable(browser, folder):
    doc = article()
    docs = [Document(doc.text, f"d{i}", {**doc.meta, "title": f"Article {i}"}, doc.layers) for i in range(2000)]
    path = folder / "large.html"
    path.write_text(render_collection(docs), encoding="utf-8")
    browser.get(path.as_uri())
    start = time.perf_counter()
    find(browser, "#find").send_keys("article 1999")
    while len(shown(browser, "#docs tbody tr:not([hidden])")) != 1:
        assert time.perf_counter() - start < 30  # on a machine that is busy with other things
    took = browser.execute_script(
        "const start = performance.now(); document.querySelector('#docs thead button').click();"
        "document.body.offsetHeight; return performance.now() - start"
    )
    assert took < 10_000
