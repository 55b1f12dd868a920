"""One document's layers as plain lists, so that the steps of coreference can walk over tokens quickly."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from sayso.analysers.names import DOUBTFUL, likely_names
from sayso.analysers.titles import HONORIFICS, TITLES
from sayso.document import Document
from sayso.records import Name, Quotation
from sayso.spans import POS_TAGS, Span

__all__ = ["View"]

_DASHES: Final = frozenset(("―", "—", "–", "--"))
_DEEPEST: Final = 4
_PROPER: Final = frozenset(("NNP", "NNPS"))
_OPENING: Final = frozenset(("“", '"', "``", "‘"))
_LABEL_WORDS: Final = 4


class View:
    """Tokens with their tags, sentence, paragraph, name and quotation, by index.

    `name_at` holds for each token the index of the name that it is part of, `content_at` the index of the innermost
    quotation whose content it lies in, `source_at` that of the quotation whose source it lies in; -1 for none.
    `turns` holds the quotations that are turns of an interview, by index: their source is a label before a colon.
    """

    __slots__ = (
        "content_at", "doc", "ends", "first_of", "last_of", "lower", "name_at", "name_tokens", "names",
        "paragraph_of", "parent_of", "pos",
        "quotations", "sentence_of", "source_at", "starts", "text", "turns", "words",
    )  # fmt: skip

    def __init__(self, doc: Document) -> None:
        text = doc.text
        self.doc, self.text = doc, text
        self.starts: list[int] = doc.tokens.starts.tolist()
        self.ends: list[int] = doc.tokens.ends.tolist()
        self.words = [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        self.lower = [word.lower().replace("’", "'") for word in self.words]
        self.pos = [POS_TAGS[code] for code in doc.labels.pos.tolist()] if "labels" in doc else ["NN"] * len(self.words)
        self.names: tuple[Name, ...] = _with_likely_labels(doc, doc.layers.get("names", ()))
        self.quotations: tuple[Quotation, ...] = doc.layers.get("quotations", ())
        self._place_sentences(doc)
        self.turns = frozenset(number for number, quotation in enumerate(self.quotations) if self._is_turn(quotation))
        self._add_names()
        self._place_names()
        self._place_quotations()

    def _place_sentences(self, doc: Document) -> None:
        count = len(self.words)
        self.sentence_of = [0] * count
        self.first_of: list[int] = []
        self.last_of: list[int] = []
        starts = doc.sentences.starts.tolist()
        paragraphs = doc.paragraphs.starts.tolist() if "paragraphs" in doc else [0]
        self.paragraph_of = [max(0, bisect_right(paragraphs, start) - 1) for start in self.starts]
        sentence = -1
        for index, start in enumerate(self.starts):
            if not self.first_of or (sentence + 1 < len(starts) and start >= starts[sentence + 1]):
                while sentence + 1 < len(starts) and start >= starts[sentence + 1]:
                    sentence += 1
                self.first_of.append(index)
                self.last_of.append(index)
            self.sentence_of[index] = len(self.first_of) - 1
            self.last_of[-1] = index

    def _is_turn(self, quotation: Quotation) -> bool:
        """Whether the source is a label that opens the paragraph, with a colon or a stop before what is said."""
        if quotation.source is None or quotation.cue is not None or not quotation.content:
            return False
        first, last = self.tokens_of(quotation.source)
        if last < first or not self._opens_paragraph(first):
            return False
        after = last + 1
        if first == last and self.ends[last] > quotation.source.end:  # "Q." as one token
            return self.words[last].endswith(".") and 0 <= quotation.content[0].start - self.ends[last] < 4
        if after < len(self.words) and self.words[after] == "(":
            while after < min(len(self.words), last + 16) and self.words[after - 1] != ")":
                after += 1
        stop = after < len(self.words) and (self.words[after] == ":" or (last == first and self.words[after] == "."))
        return stop and 0 <= quotation.content[0].start - self.ends[after] < 4

    def _opens_paragraph(self, index: int) -> bool:
        if index > 0 and self.words[index - 1] in _OPENING:
            index -= 1
        return index == 0 or self.paragraph_of[index - 1] != self.paragraph_of[index]

    def _join_parted(self) -> None:
        """One person's name that was cut after an initial or a hyphen is made whole."""
        whole: list[Name] = []
        for name in self.names:
            before = whole[-1] if whole else None
            if before is not None and before.label == name.label == "PER":
                cut = self.text[before.span.end : name.span.start]
                if cut == " " and _is_short_title(self.text[slice(*before.span)]):
                    whole[-1] = name
                    continue
                initial = (
                    self.text[before.span.end - 1] == "."
                    and self.text[before.span.end - 3 : before.span.end - 2] == " "
                )
                hyphen = self.text[before.span.end - 1] == "-" and not cut
                if (cut == " " and initial) or hyphen:
                    whole[-1] = Name(
                        Span(before.span.start, name.span.end), "PER", min(before.confidence, name.confidence)
                    )
                    continue
            whole.append(name)
        self.names = tuple(whole)

    def _add_names(self) -> None:
        """Names that the layer lacks: after a title, and words of a name that stands elsewhere in the text."""
        self._join_parted()
        self._name_labels()
        acronyms = self._bracketed_acronyms()
        covered = [False] * len(self.words)
        known: dict[str, Name] = {}
        for name in self.names:
            first, last = self.tokens_of(name.span)
            for index in range(first, last + 1):
                covered[index] = True
            if (name.label == "PER" and last > first) or last == first:
                known.setdefault(self.words[last], name)
        added: list[Name] = []
        index = 0
        while index < len(self.words):
            if not covered[index] and self.words[index] in acronyms:
                added.append(Name(Span(self.starts[index], self.ends[index]), "ORG", 0.7))
                index += 1
                continue
            if covered[index] or self.pos[index] not in _PROPER or not self.words[index][:1].isupper():
                index += 1
                continue
            last = index
            titled = index > 0 and self.lower[index - 1].rstrip(".") in HONORIFICS and not covered[index - 1]
            while titled and last + 1 < len(self.words) and self.pos[last + 1] in _PROPER and not covered[last + 1]:
                last += 1
            signed = self._signs(index)
            while signed and last + 1 < len(self.words) and self.pos[last + 1] in _PROPER and not covered[last + 1]:
                last += 1
            namesake = known.get(self.words[index])
            if titled or (signed and last > index):
                added.append(Name(Span(self.starts[index], self.ends[last]), "PER", 0.8))
            elif namesake is not None and len(self.words[index]) > 2:
                added.append(Name(Span(self.starts[index], self.ends[index]), namesake.label, 0.6))
            index = last + 1
        if added:
            self.names = tuple(sorted((*self.names, *added), key=lambda name: name.span))

    def _name_labels(self) -> None:
        """A label of a turn whose last word is a person's name is that person's name as a whole: "JANE ROE:"."""
        labels: dict[str, Span] = {}
        for number in self.turns:
            source = self.quotations[number].source
            if source is not None:
                first, last = self.tokens_of(source)
                if 0 < last - first < _LABEL_WORDS and all(word[0].isupper() for word in self.words[first : last + 1]):
                    labels[" ".join(self.words[first : last + 1])] = source
        if not labels:
            return
        lasts = {self.text[slice(*name.span)].split()[-1].casefold() for name in self.names if name.label == "PER"}
        whole = {label for label in labels if label.split()[-1].casefold() in lasts}
        spans = []
        for number in sorted(self.turns):
            source = self.quotations[number].source
            if source is not None:
                first, last = self.tokens_of(source)
                if " ".join(self.words[first : last + 1]) in whole:
                    while first < last and self.lower[first].rstrip(".") in TITLES:
                        first += 1
                    spans.append(Span(self.starts[first], self.ends[last]))
        covered = {place for span in spans for place in range(span.start, span.end)}
        kept = [name for name in self.names if name.span.start not in covered and name.span.end - 1 not in covered]
        self.names = tuple(sorted((*kept, *(Name(span, "PER", 0.8) for span in spans)), key=lambda name: name.span))

    def _bracketed_acronyms(self) -> frozenset[str]:
        """Capitals in brackets that are the initials of the organisation named before them: "Civic Watch (CW)"."""
        found = set()
        for name in self.names:
            if name.label not in ("ORG", "MISC"):
                continue
            _, last = self.tokens_of(name.span)
            if last + 3 >= len(self.words) or self.words[last + 1] != "(" or self.words[last + 3] != ")":
                continue
            short = self.words[last + 2]
            words = [word for word in self.text[slice(*name.span)].split() if word[0].isupper() and word != "The"]
            if len(short) > 1 and short == "".join(word[0] for word in words):
                found.add(short)
        return frozenset(found)

    def _signs(self, first: int) -> bool:
        """Whether a dash after a closing mark stands before the token, as before a signature."""
        return first > 1 and self.words[first - 1] in _DASHES and self.words[first - 2][-1] in "”\"»'’."

    def _place_names(self) -> None:
        self.name_at = [-1] * len(self.words)
        self.name_tokens: list[tuple[int, int]] = []
        for number, name in enumerate(self.names):
            first, last = self.tokens_of(name.span)
            self.name_tokens.append((first, last))
            for index in range(first, last + 1):
                if self.name_at[index] < 0:
                    self.name_at[index] = number

    def _place_quotations(self) -> None:
        count = len(self.words)
        self.content_at = [-1] * count
        self.source_at = [-1] * count
        by_id = {quotation.id: number for number, quotation in enumerate(self.quotations)}
        self.parent_of = [by_id.get(quotation.parent or "", -1) for quotation in self.quotations]
        lengths = [sum(end - start for start, end in quotation.content) for quotation in self.quotations]
        # Longest first, so that the innermost quotation of a token is written last; nesting deeper than this is noise.
        depths: dict[str, int] = {}
        for number in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
            quotation = self.quotations[number]
            depths[quotation.id] = depths.get(quotation.parent or "", 0) + 1
            if depths[quotation.id] > _DEEPEST:
                continue
            for span in quotation.content:
                first, last = self.tokens_of(span)
                for index in range(first, last + 1):
                    self.content_at[index] = number
            if quotation.source is not None:
                first, last = self.tokens_of(quotation.source)
                for index in range(first, min(last, first + 40) + 1):
                    self.source_at[index] = number

    def tokens_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """First and last token that share a character with the span; last < first where none does."""
        first = bisect_right(self.ends, span[0])
        last = bisect_right(self.starts, span[1] - 1) - 1
        return first, last

    def spoken_by(self, index: int) -> int:
        """Index of the direct or mixed quotation whose words a token is part of, or -1."""
        number = self.content_at[index]
        while number >= 0 and self.quotations[number].kind == "indirect":
            number = self.parent_of[number]
        return number


def _is_short_title(text: str) -> bool:
    """Whether what stands before a person's name is a rank cut short, as "Insp."."""
    return len(text) > 3 and text.endswith(".") and text[:-1].isalpha()


def _with_likely_labels(doc: Document, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names, doubtful ones with their likeliest label: what else the text says of them will tell."""
    doubtful = {name.span for name in names if name.label == "MISC" and name.confidence < DOUBTFUL}
    if not doubtful:
        return names
    likely = {name.span: name for name in likely_names(doc) if name.span in doubtful}
    return tuple(likely.get(name.span, name) for name in names)
