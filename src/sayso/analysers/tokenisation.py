"""Tokens in the style of the Penn and Universal Dependencies treebanks."""

from __future__ import annotations

import re
import threading
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.registry import analyser
from sayso.spans import SpanArray

__all__ = ["tokenise", "tokens"]

# Prefixes that stay with their word, as in the treebanks' guidelines; other hyphens are tokens.
_AFFIXES: Final = (
    "a|ante|anti|arch|bi|co|counter|cyber|de|e|ex|extra|hyper|inter|intra|macro|mega|meta|micro|mid|mini|mis|multi|neo|non|over"
    "|para|post|pre|pro|pseudo|quasi|re|semi|sub|super|trans|tri|u|uber|ultra|un|under|uni|vice"
)
_ABBREVIATIONS: Final = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Hon|Pres|Gov|Lt|Col|Gen|Sgt|Capt|Cmdr|Adm|Maj|Cpl|Pvt|Sen|Sens|Rep|Reps|Supt|Insp|Det|St|Ste|Mt|Ft"
    "|Jr|Sr|Bros|Inc|Ltd|Co|Corp|Cos|LLC|Dept|Univ|Assn|Ave|Blvd|Rd|Bldg|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    "|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|vs|etc|al|cf|viz|approx|est|Vol|pp|ed|eds|Fig|Figs|Eq|Ch|Sec|Art|Op"
    "|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt"
    "|Wash|Wis|Wyo|Ont|Que|Msgr|Messrs|Mmes|Gens|Cols|Lts|Ph|Esq|Ret|Atty|Dist|Elec|Int|Intl|Natl|Govt"
)
_TOKEN: Final = re.compile(
    rf"""
    (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?'’)\]]          # addresses
  | [\w.+-]{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,4}}      # mail
  | @\w+ | \#(?=[^\W\d])\w+
  | (?<!\S)[:;=]['-]?[()\[\]DPpO/\\|*]+(?!\w)                    # :-)
  | (?:(?:{_ABBREVIATIONS})|[a-z]\.[a-z]|[AaPp]\.[Mm])\.(?!\w)   # abbreviations with their stop
  | Nos?\.(?=\s*\d) | Ph\.D\.?(?!\w)
  | (?:[A-Za-z]\.){{2,}} | (?:[A-Z]\.){{1,8}}[A-Z](?![\w.])      # U.S., U.S
  | (?:[^\W_]+\.){{1,4}}(?:com|org|net|gov|edu|info|co\.uk|xls|docx?|pdf|html?)\b  # names of sites and files
  | [A-Z]\.(?=\s+[A-Z])                                         # initials
  | \d{{3}}-\d{{3}}-\d{{4}}(?!\d) | \d{{1,4}}(?:/\d{{1,4}}){{1,2}}(?![^\W_])  # telephones, dates, fractions
  | \d+(?:[.,:]\d+)*(?=(?i:[ap]m|[kmb]|bn|mn|[kcm]m|kg|lbs?|mph|hrs?|ft)\b)  # 7 pm, 5 m
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W_])               # numbers, times, ordinals, decades
  | (?i:can)(?=not\b)                                           # can + not
  | (?i:gon|wan|got)(?=(?i:na|ta)\b)
  | (?i:do|does|did|is|was|are|were|wo|ca|would|could|should|have|has|had)(?=(?i:nt)\b) | [Ii](?=m\b)
  | [^\W_]+?(?=(?i:n['’]t)\b)                                   # do + n't
  | (?i:n['’]t)\b
  | (?i:['’](?:s|m|d|re|ve|ll))\b                               # clitics
  | (?i:{_AFFIXES})-(?=[^\W\d_])[^\W_]+(?:['’](?!(?:s|m|d|re|ve|ll|t)\b)[^\W_]+)*   # anti-war
  | (?:O|D|L|d|l|o)['’](?=[A-Z])[^\W_]+                         # O'Brien
  | [^\W_]+(?:['’](?!(?i:s|m|d|re|ve|ll|t)\b)(?=[^\W_]{{2}})[^\W_]+|&[^\W_]+|_[^\W_]+)*  # words
  | \.{{2,}} | …+ | -{{2,}} | \*{{2,}} | ={{2,}} | _{{2,}} | << | >> | ``|'' | [!?]{{2,}}
  | \S                                                          # any other sign
    """,
    re.VERBOSE,
)


_OPEN_ENDED: Final = re.compile(r"(?:.*\W)?(?:[A-Z]|Nos?)\.$", re.DOTALL)
_SPACES: Final = np.array(
    [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000],
    np.uint32,
)
_MEMO_CHARACTERS: Final = 4_000_000


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Tokens in the style of the Penn and Universal Dependencies treebanks, as offsets into the text."""
    return [m.span() for m in _TOKEN.finditer(text, start, len(text) if end is None else end)]


@analyser(requires=["paragraphs"])
def tokens(doc: Document) -> SpanArray:
    """Tokens of all paragraphs: contractions and hyphens split, abbreviations and numbers whole."""
    starts, ends = _chunks(doc.text)
    paragraph = np.searchsorted(doc.paragraphs.starts, starts, side="right") - 1
    if len(starts) == 0 or paragraph[0] < 0 or (ends > doc.paragraphs.ends[paragraph]).any():
        return SpanArray.of(span for start, end in doc.paragraphs for span in tokenise(doc.text, start, end))
    chunks = doc.text.split()
    memo = _memos.current()
    ids = np.fromiter(map(memo.__getitem__, chunks), np.int64, len(chunks))
    for place in np.flatnonzero(memo.open_ended[ids]).tolist():
        # "J." keeps its stop before a capital and "No." before a number, which only the next chunk can tell
        following = place + 1
        if following < len(chunks) and paragraph[following] == paragraph[place]:
            sort = "A" if "A" <= chunks[following][0] <= "Z" else "0" if chunks[following][0].isdigit() else ""
            ids[place] = memo[f"{chunks[place]} {sort}"] if sort else ids[place]
    counts = memo.counts[ids]
    total = int(counts.sum())
    inner = np.arange(total) + np.repeat(memo.first[ids] - (np.cumsum(counts) - counts), counts)
    base = np.repeat(starts, counts)
    return SpanArray(base + memo.starts[inner], base + memo.ends[inner])


def _chunks(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the stretches without white space begin and end: the pieces that `str.split` gives."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    space = codes == 32
    odd = np.flatnonzero((codes < 32) | (codes > 126))
    if len(odd):
        space[odd] = np.isin(codes[odd], _SPACES)
    solid = np.concatenate(([False], ~space, [False]))
    edges = np.flatnonzero(solid[1:] != solid[:-1])
    return edges[::2], edges[1::2]


class _Memo(dict[str, int]):
    """Tokens of the chunks met so far, by chunk; offsets are within the chunk.

    The tokens of chunk `i` are `starts[first[i] : first[i] + counts[i]]` and the same of `ends`. A chunk with " A"
    or " 0" behind it stands for the chunk before a capital or a number.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.characters = 0
        self.used = 0
        self.first: NDArray[Any] = np.zeros(256, np.int64)
        self.counts: NDArray[Any] = np.zeros(256, np.int64)
        self.open_ended: NDArray[Any] = np.zeros(256, bool)
        self.starts: NDArray[Any] = np.zeros(256, np.int64)
        self.ends: NDArray[Any] = np.zeros(256, np.int64)

    def __missing__(self, chunk: str) -> int:
        length = len(chunk) - 2 if chunk.endswith((" A", " 0")) else len(chunk)
        spans = [span for span in tokenise(chunk) if span[1] <= length]
        with self.lock:
            if chunk in self:
                return self[chunk]
            number, first = len(self), self.used
            self.used = first + len(spans)
            for name, needed in (
                ("first", number),
                ("counts", number),
                ("open_ended", number),
                ("starts", self.used),
                ("ends", self.used),
            ):
                setattr(self, name, _grown(getattr(self, name), needed + 1))
            self.first[number], self.counts[number] = first, len(spans)
            self.open_ended[number] = length == len(chunk) and _OPEN_ENDED.match(chunk[-5:]) is not None
            self.starts[first : self.used] = [start for start, _ in spans]
            self.ends[first : self.used] = [end for _, end in spans]
            self.characters += len(chunk)
            self[chunk] = number
        return number


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    return array if size <= len(array) else np.concatenate((array, np.zeros(max(size, len(array)), array.dtype)))


class _Memos:
    """The memo in use; a new one is begun when it has grown large, so that memory stays bounded."""

    def __init__(self) -> None:
        self._memo = _Memo()

    def current(self) -> _Memo:
        if self._memo.characters > _MEMO_CHARACTERS:
            self._memo = _Memo()
        return self._memo


_memos: Final = _Memos()
