"""Paragraphs with what each of them is, tokens, and sentences that respect quotation marks and abbreviations."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import numpy as np

from sayso.analysers.tokenisation import tokenise, tokens
from sayso.document import Document
from sayso.registry import analyser
from sayso.spans import ParagraphKind, Paragraphs, SpanArray

__all__ = ["paragraphs", "sentences", "tokenise", "tokens"]

# ---------------------------------------------------------------- paragraphs

_LINE: Final = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BLANK_LINE: Final = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)")
_TERMINAL: Final = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_QUOTED: Final = re.compile(r"[\"“„«‘]")

_MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WEEKDAY: Final = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_DATE: Final = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?(?:\s+\d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
)
_TIME: Final = r"(?:\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?)"

_CAPITALS: Final = r"[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3}"
_DATELINE: Final = re.compile(
    rf"(?:(?i:(?:published|updated|posted|last (?:updated|modified)|first published)\b.{{0,80}})"
    rf"|(?i:(?:[A-Z][\w.’' -]{{1,40}},\s*)?(?:{_WEEKDAY},?\s+)?{_DATE}(?:[\s,|·•–—-]+(?:at\s+)?{_TIME})?)"
    rf"|{_CAPITALS}(?:, {_CAPITALS})?,?\s*(?:\([A-Z][\w ]+\))?\s*[–—-]?\s*(?i:{_DATE})?)$"
)
# What opens the first paragraph of a wire story: the place, perhaps the date and the agency, and a dash.
_REGION: Final = r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_DATELINE_LEAD: Final = re.compile(
    rf"(?:{_CAPITALS}{_REGION}(?:,? {_DATE})?(?: ?\((?:[A-Z][\w.&/-]* ?){{1,4}}\))?"
    rf"|[A-Z][\w.’-]+(?: [A-Z][\w.’-]+){{0,2}}{_REGION}(?:,? {_DATE})?"
    r" ?\((?:AP|Reuters|AFP|CNN|UPI|Xinhua|IANS|PTI|ANI|dpa)\)"
    r")\s?(?:—|–|--|-)\s+(?=[^\sa-z])"
)
_BYLINE: Final = re.compile(
    r"(?:(?i:by|text by|story by|reported by|reporting by|edited by|written by"
    r"|words by|transcript by|interview by|as told to)\s+(?:[A-Z]|the\s+[A-Z]))"
    r"|(?i:(?:additional )?reporting by\b)|(?:[A-Z][\w.’'-]+ ){1,4}(?:is|are) (?:a |the )?(?:\w+ ){0,3}"
    r"(?:reporter|correspondent|editor|columnist|staff writer)s? (?:at|for|with|based|of|covering)\b"
    r"|(?:[A-Z][\w.’'-]+ ){1,4}[|,] (?:[A-Z][\w ]+ )?(?:reporter|correspondent|editor|staff writer)\.?$"
)
# A line of nothing but a name or two; taken for the byline only right below the headline.
_NAMES_ALONE: Final = re.compile(r"[A-Z][\w’'-]*\.?(?: (?:(?:and|de|von|van|bin|al) )?[A-Z][\w’'-]*\.?){1,5}$")
_CAPTION: Final = re.compile(
    r"(?:(?:photo|image|picture|video|file photo|caption|credit|photograph|illustration|graphic|watch)s?"
    r"\s*(?:by|credit|courtesy|:|/)|\((?:photo|image|ap photo|file photo|getty)"
    r"|.{0,300}\((?:[^()]{0,40}/)?(?:AP|Reuters|Getty|AFP|EPA|Getty Images|AP Photo)[^()]{0,60}\)\s*$"
    r"|.{0,200}(?:/Getty Images|/AFP|/Reuters|/AP Photo)\s*$)",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"(?:read (?:more|also|next|the full|our)|also read|see also"
    r"|related(?: (?:articles?|stories|story|content|coverage|news))?\s*(?::|$)"
    r"|more (?:on this|from|about|stories|coverage)\b.{0,60}$|recommended(?::|$)|click here\b|continue reading"
    r"|don['’]t miss|watch (?:more|now)\b|(?:most|you may also|you might also|what to) (?:read|like)\b"
    r"|editor['’]s (?:picks|note)|subscribe\b|sign up\b|advertisement\b|scroll (?:down|to continue)"
    r"|download (?:the|our) app|https?://\S+\s*$|www\.\S+\s*$|follow (?:us|me|him|her|the author)\b"
    r"|listen to\b.{0,40}(?:podcast|episode)|copyright\b|©|all rights reserved)",
    re.IGNORECASE,
)
_SHARE_WORDS: Final = (
    "share|tweet|e-?mail|print|pin it|comments?|save|whatsapp|facebook|twitter|linkedin|reddit|copy link|like|bookmark"
)
_SHARE: Final = re.compile(
    rf"(?:(?:{_SHARE_WORDS})(?:\s*(?:[|/·•,&+]|and|this|on|via|with|it|your|story|article|page|friends|by|link"
    rf"|\(?\d+\)?|x|{_SHARE_WORDS}))*\s*[.:!]?)$",
    re.IGNORECASE,
)
_HEADLINE_LABEL: Final = re.compile(r"(?:you[’']re reading|headline|title)\s*:\s*", re.IGNORECASE)
_MAX_HEADLINE: Final = 160
_MAX_FURNITURE: Final = 300
_MAX_BYLINE: Final = 60


@analyser
def paragraphs(doc: Document) -> Paragraphs:
    """Blocks of text with what each is: body, headline, kicker, dateline, byline, caption, link or share.

    A paragraph is a line, or, in hard-wrapped text (lines broken inside sentences, blank lines between
    paragraphs), a block of lines. Edge white space is left out. A dateline that opens a body paragraph
    ("PARIS, March 3 (AP) — ") is a paragraph of its own, and so is a label before a headline ("Headline: ").
    """
    spans = _paragraph_spans(doc.text)
    parts: list[tuple[int, int, ParagraphKind]] = []
    for (start, end), kind in zip(spans, _kinds(doc.text, spans), strict=True):
        lead = _DATELINE_LEAD.match(doc.text, start, end) if kind == "body" else None
        if lead:
            parts.append((start, start + len(lead[0].rstrip()), "dateline"))
            start = lead.end()
        label = _HEADLINE_LABEL.match(doc.text, start, end) if kind == "headline" else None
        if label and label.end() < end:
            parts.append((start, start + len(label[0].rstrip()), "kicker"))
            start = label.end()
        parts.append((start, end, kind))
    starts, ends, kinds = zip(*parts, strict=True) if parts else ((), (), ())
    return Paragraphs(starts, ends, kinds)


def _paragraph_spans(text: str) -> list[tuple[int, int]]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    if not _is_hard_wrapped(text, lines):
        return _trimmed(text, lines)
    blocks: list[tuple[int, int]] = []
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        blocks.append((start, gap.start()))
        start = gap.end()
    return _trimmed(text, [*blocks, (start, len(text))])


def _is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether most line ends with a line right below break a sentence: no mark before, lower case after."""
    joined = broken = 0
    for (_, end), (start, _) in pairwise(lines):
        gap = text[end:start]
        if gap.count("\n") + gap.count("\r") - gap.count("\r\n") == 1:
            joined += 1
            broken += text[end - 1].isalnum() and (text[start].islower() or text[end - 1] == ",")
    return broken >= 3 and broken > 0.25 * joined and _BLANK_LINE.search(text) is not None


def _trimmed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out = []
    for start, end in spans:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            out.append((start + left, start + right))
    return out


def _kinds(text: str, spans: list[tuple[int, int]]) -> list[ParagraphKind]:
    kinds: list[ParagraphKind] = []
    in_lead = True
    for index, (start, end) in enumerate(spans):
        line = text[start:end]
        kind = _furniture(line)
        if kind is None and in_lead and len(spans) > 1:
            kind = _lead(line, seen_headline="headline" in kinds, followed=index + 1 < len(spans))
        in_lead = in_lead and kind is not None
        kinds.append(kind or ("headline" if _is_crosshead(line, index, len(spans)) else "body"))
    return kinds


def _furniture(line: str) -> ParagraphKind | None:
    if len(line) > _MAX_FURNITURE:
        return None
    if _SHARE.match(line):
        return "share"
    if _HEADLINE_LABEL.match(line):
        return "headline"
    if _LINK.match(line) and not _TERMINAL.search(line[-3:].replace(":", "")):
        return "link"
    if _BYLINE.match(line) and len(line) < _MAX_HEADLINE and (line[-1] != "." or line.count(" ") < 12):
        return "byline"
    if _CAPTION.match(line):
        return "caption"
    return "dateline" if _is_dateline(line) else None


def _is_dateline(line: str) -> bool:
    return len(line) < 80 and any(c.isdigit() for c in line) and _DATELINE.match(line) is not None


def _lead(line: str, *, seen_headline: bool, followed: bool) -> ParagraphKind | None:
    """A line above the body that ends like no sentence: a kicker (short, capitals or a section) or the headline."""
    if not followed or len(line) > _MAX_HEADLINE or _TERMINAL.search(line):
        return None
    if line.isupper() and len(line.split()) <= 3:
        return "kicker"
    if seen_headline:
        return "byline" if len(line) < _MAX_BYLINE and _NAMES_ALONE.match(line) else None
    return "headline" if line[:1].strip() else None


def _is_crosshead(line: str, index: int, count: int) -> bool:
    """A short line between paragraphs without an end mark, such as a section heading."""
    words = line.split()
    return (
        0 < index < count - 1
        and len(words) <= 8
        and not _TERMINAL.search(line)
        and not _QUOTED.search(line)
        and words[0][:1].isupper()
        and not re.match(r"[–—•*-]", line)
        and ":" not in line
    )


# ---------------------------------------------------------------- sentences

_STOPS: Final = frozenset(".!?…>")  # ">" ends an address in angle brackets
_CLOSERS: Final = frozenset("\"”’»)]}'") | {"''"}
_OPENERS: Final = frozenset("\"“„«‘([{'") | {"``"}
# After these a stop ends no sentence, since what follows belongs to them.
_TITLES: Final = frozenset(
    "mr. mrs. ms. mx. dr. prof. rev. fr. hon. pres. gov. lt. col. gen. sgt. capt. cmdr. adm. maj. cpl. pvt. sen. sens."
    " rep. reps. supt. insp. det. st. ste. mt. ft. vs. nos. vol. fig. figs. pp. cf. msgr. messrs. e.g. i.e. viz."
    " approx. atty. dist. art. op.".split()
)
_BEFORE_NUMBERS: Final = frozenset("no. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.".split())
_LAST_WORDS: Final = frozenset({"etc.", "no."})  # with a capital behind them they end a sentence
_STARTERS: Final = frozenset(
    "the a an this that these those he she it they we i you his her its their our my in on at by for with from but and"
    " or so if when while as after before since although though however there here what who how why where one some many"
    " most all no not according last next meanwhile then now also both each yet still earlier later"
    " can could will would should do does did is are was were have has had please let".split()
)


@analyser(requires=["paragraphs", "tokens"])
def sentences(doc: Document) -> SpanArray:
    """Sentences; none runs over a paragraph's end, and closing marks stay with the sentence that they close."""
    text, spans = doc.text, doc.tokens
    starts, ends = spans.starts.tolist(), spans.ends.tolist()
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    first_of = np.searchsorted(spans.starts, doc.paragraphs.starts).tolist()
    stops = [i for i, word in enumerate(words) if word[-1] in _STOPS or (word[0] in ":;=" and len(word) > 1)]
    begins, lasts = [], []
    number = 0
    for first, last in zip(first_of, [*first_of[1:], len(words)], strict=False):  # white space has none
        begin = first
        while number < len(stops) and stops[number] < last:
            if stops[number] >= begin:
                stop = _sentence_end(words, starts, ends, stops[number], last)
                if stop and not (stop == begin + 2 and words[begin].isdigit()):  # "2." numbers what follows
                    begins.append(starts[begin])
                    lasts.append(ends[stop - 1])
                    begin = stop
            number += 1
        if begin < last:
            begins.append(starts[begin])
            lasts.append(ends[last - 1])
    return SpanArray(begins, lasts)


def _sentence_end(words: list[str], starts: list[int], ends: list[int], i: int, last: int) -> int:
    """One past the sentence's last token if a sentence ends with the stop at `i`, else 0."""
    word = words[i]
    if word == ">" or word[0] in ":;=":  # an address or a face ends a sentence only before a capital
        spaced = i + 1 < last and starts[i + 1] > ends[i]
        return i + 1 if spaced and (words[i + 1][0].isupper() or words[i + 1][0] == "<") else 0
    is_abbreviation = word[0] not in ".!?…"
    after = i + 1
    while after < last and words[after][0] in ".!?…":
        after += 1
    closed = after
    while closed < last and words[closed] in _CLOSERS and starts[closed] == ends[closed - 1] and closed - after < 4:
        closed += 1
    if closed + 2 < last and words[closed] == "[" and words[closed + 1].isdigit() and words[closed + 2] == "]":
        closed += 3  # a reference mark belongs to what it stands behind
    if closed >= last:
        return closed
    following = words[closed]
    opened = following in _OPENERS
    if opened and closed + 1 < last:
        following = words[closed + 1]
    glued = starts[closed] == ends[closed - 1]
    if glued and closed == i + 1 and word == "." and following[:1].isalnum() and not opened:
        return closed if words[i - 1].islower() and following.istitle() else 0
    if not (following[:1].isupper() or following[:1].isdigit() or opened):
        return closed if _ends_before_lower_case(words, starts, ends, i, closed) else 0
    if is_abbreviation:
        return closed if _ends_with_abbreviation(word.lower(), following, closed > after or opened) else 0
    if word[0] in "…." and len(word) + (word[0] == "…") > 1 and closed == after and glued:
        return closed if following.lower() in _STARTERS or opened else 0
    return closed


def _ends_before_lower_case(words: list[str], starts: list[int], ends: list[int], i: int, closed: int) -> bool:
    """Whether a plain stop, after a word and before a space, ends a sentence though no capital follows."""
    word, following = words[i], words[closed]
    if closed != i + 1:
        return False
    if word[0] in "!?":
        return following[:1].islower()
    before = words[i - 1] if i else ""
    if word != "." or starts[closed] == ends[i] or not (following[:1].islower() or following[0] in "$£€<#@-–—*•"):
        return False
    return len(before) > 2 and before.isalpha() and before.islower()


def _ends_with_abbreviation(low: str, following: str, marked: bool) -> bool:
    if low in _LAST_WORDS and following[:1].isupper():
        return True
    if low in _TITLES or (low in _BEFORE_NUMBERS and following[:1].isdigit()) or (len(low) == 2 and low != "i."):
        return False
    return marked or following.lower() in _STARTERS
