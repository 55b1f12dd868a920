"""Scores of quotations, names, tags and sentences against gold, on documents in the wire format.

The definitions are those of the CoNLL shared tasks for names and chunks (exact span and label, micro F1), and for
quotations those of PolNeAR (Newell et al. 2018): exact units, contiguous segments, token overlap, and quotations
found and rightly attributed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Score", "score_names", "score_quotes", "score_tokens"]

Record = Mapping[str, Any]
Segments = tuple[tuple[int, int], ...]
ROLES: Final = ("content", "source", "cue")
KINDS: Final = ("direct", "mixed", "indirect")
_WORD: Final = re.compile(r"\w+")
_HEAD_ENDS: Final = re.compile(
    r"\s*(?:,|;|:|\(|—|--|\b(?:of|for|from|in|at|with|on|who|which|that|to|by|near|inside|outside|among|including"
    r"|whose|as)\b)",
    re.IGNORECASE,
)
_SIGNS: Final = frozenset("$%€£#@")
_UNNAMED: Final = frozenset({"GROUP", "THING", "NONE"})
# Tags of the newer guidelines, folded into those of the Penn Treebank.
_OLDER_TAGS: Final = {
    "HYPH": ":", "NFP": ".", "ADD": "NNP", "AFX": "JJ", "-LRB-": "(", "-RRB-": ")", "GW": "NN", "XX": "NN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1, with the numbers of predicted and gold units."""

    precision: float
    recall: float
    f1: float
    predicted: int
    gold: int

    @classmethod
    def of(cls, right_predicted: int, predicted: int, right_gold: int, gold: int) -> Score:
        """From the number of predicted units that are right, and of gold units that were found."""
        p = right_predicted / predicted if predicted else 0.0
        r = right_gold / gold if gold else 0.0
        return cls(round(p, 4), round(r, 4), round(2 * p * r / (p + r), 4) if p + r else 0.0, predicted, gold)


# ---------------------------------------------------------------- tokens, sentences, tags, names


def score_tokens(golds: Iterable[Record], predictions: Mapping[str, Record]) -> dict[str, Any]:
    """Exact token and sentence spans, and tags of the tokens whose spans agree."""
    n: Counter[str] = Counter()
    for gold in golds:
        predicted = predictions.get(gold["id"], {})
        right, ours = _tagged(gold), _tagged(predicted)
        both = right.keys() & ours.keys()
        theirs = set(_trimmed(gold["text"], gold.get("sentences", ())))
        own = set(_trimmed(gold["text"], predicted.get("sentences", ())))
        n.update(
            gold_tokens=len(right), tokens=len(ours), both=len(both), gold_sentences=len(theirs), sentences=len(own)
        )
        n["sentences_right"] += len(theirs & own)
        n["tags_right"] += sum(right[span] == ours[span] for span in both)
        n["folded"] += sum(
            _OLDER_TAGS.get(right[span], right[span]) == _OLDER_TAGS.get(ours[span], ours[span]) for span in both
        )
    return {
        "tokens": Score.of(n["both"], n["tokens"], n["both"], n["gold_tokens"]),
        "sentences": Score.of(n["sentences_right"], n["sentences"], n["sentences_right"], n["gold_sentences"]),
        "tags": {
            "of_agreeing_tokens": round(n["tags_right"] / max(n["both"], 1), 4),
            "folded": round(n["folded"] / max(n["both"], 1), 4),
            "of_all_gold": round(n["tags_right"] / max(n["gold_tokens"], 1), 4),
        },
    }


def _tagged(record: Record) -> dict[tuple[int, int], Any]:
    spans = [(int(start), int(end)) for start, end in record.get("tokens") or ()]
    return dict(zip(spans, record.get("pos") or [None] * len(spans), strict=True))


def _trimmed(text: str, spans: Iterable[Sequence[int]]) -> Iterable[tuple[int, int]]:
    for start, end in spans:
        piece = text[start:end]
        yield start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def score_names(
    golds: Sequence[Record], predictions: Mapping[str, Record], labels: Iterable[str] | None = None
) -> dict[str, Any]:
    """Exact spans with the right label: all together, each label, and spans without regard to labels.

    Labels scored are `labels`, else those that the gold document says were annotated, else all that occur in gold.
    """
    everywhere = {entity["label"] for gold in golds for entity in gold["entities"]}
    right: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    spans = [0, 0, 0]
    for gold in golds:
        use = set(labels or (gold.get("meta") or {}).get("labels") or everywhere)
        wanted = _entities(gold, use)
        found = _entities(predictions.get(gold["id"], {}), use)
        theirs.update(label for *_, label in wanted)
        ours.update(label for *_, label in found)
        right.update(label for *_, label in wanted & found)
        a, b = {item[:2] for item in wanted}, {item[:2] for item in found}
        spans = [spans[0] + len(a & b), spans[1] + len(b), spans[2] + len(a)]
    per_label = {label: Score.of(right[label], ours[label], right[label], theirs[label]) for label in sorted(theirs)}
    return {
        "micro": Score.of(right.total(), ours.total(), right.total(), theirs.total()),
        "macro_f1": round(sum(score.f1 for score in per_label.values()) / max(len(per_label), 1), 4),
        "spans": Score.of(spans[0], spans[1], spans[0], spans[2]),
        "labels": per_label,
    }


def _entities(record: Record, use: set[str]) -> set[tuple[int, int, str]]:
    return {(e["start"], e["end"], e["label"]) for e in record.get("entities") or () if e["label"] in use}


# ---------------------------------------------------------------- quotations


@dataclass(frozen=True, slots=True)
class _Quote:
    segments: Mapping[str, Segments]
    words: Mapping[str, frozenset[int]]
    kind: str
    head: int | None
    speaker: str | None
    aliases: frozenset[str]
    form: str | None
    named: bool


def score_quotes(golds: Iterable[Record], predictions: Mapping[str, Record]) -> dict[str, Any]:
    """Spans by role and kind, quotations found, who said what, source accuracy, and speakers where gold names them.

    Edge punctuation and quotation marks do not count. A predicted quotation is matched with a gold one when the
    Jaccard index of the words of their contents is at least one half (greedy, best first, one to one); its source is
    right when the same holds for the sources, or their heads are the same word.
    """
    n: Counter[Any] = Counter()
    for gold in golds:
        text = gold["text"]
        _count_document(n, _quotes(gold, text), _quotes(predictions.get(gold["id"], {}), text))
    return _quote_scores(n)


def _quotes(record: Record, text: str) -> list[_Quote]:
    names = (record.get("meta") or {}).get("aliases") or {}
    out = []
    for quote in record.get("quotes") or ():
        segments = {role: _segments(text, quote.get(role) or ()) for role in ROLES}
        words = {role: frozenset(_words(text, spans)) for role, spans in segments.items()}
        speaker = quote.get("speaker")
        aliases = {speaker, *(quote.get("speaker_aliases") or ()), *(names.get(speaker) or ())}
        out.append(
            _Quote(
                segments=segments,
                words=words,
                kind=quote["kind"],
                head=_head(text, segments["source"]),
                speaker=speaker,
                aliases=frozenset(_flat(name) for name in aliases if name),
                form=quote.get("quote_type"),
                named=bool(speaker) and quote.get("speaker_label") not in _UNNAMED,
            )
        )
    return out


def _counts(char: str) -> bool:
    return char.isalnum() or char in _SIGNS


def _segments(text: str, spans: Iterable[Sequence[int]]) -> Segments:
    """Spans without edge punctuation, those parted by nothing but punctuation joined."""
    out: list[list[int]] = []
    for first, last in sorted((int(a), int(b)) for a, b in spans):
        start, end = max(0, first), min(last, len(text))
        while start < end and not _counts(text[start]):
            start += 1
        while end > start and not _counts(text[end - 1]):
            end -= 1
        if start >= end:
            continue
        if out and (start <= out[-1][1] or not any(map(_counts, text[out[-1][1] : start]))):
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end])
    return tuple((start, end) for start, end in out)


def _words(text: str, segments: Segments) -> Iterable[int]:
    # Words are looked for in the segment alone, so that a cut word counts as one.
    return (start + match.start() for start, end in segments for match in _WORD.finditer(text[start:end]))


def _head(text: str, segments: Segments) -> int | None:
    """Place of the likely head: the last word before the first comma, preposition or relative pronoun."""
    if not segments:
        return None
    start, end = segments[0]
    words = list(_WORD.finditer(text, start, end))
    if not words:
        return None
    ended = _HEAD_ENDS.search(text, words[0].end(), end)
    stop = ended.start() if ended else end
    inside = [word for word in words if word.end() <= stop] or words[:1]
    last = inside[-1]
    if last.group().lower() in ("s", "t") and len(inside) > 1:
        last = inside[-2]
    return last.start()


def _flat(name: object) -> str:
    return re.sub(r"[\s_]+", " ", str(name)).strip(" .,;:'\"“”‘’").casefold()


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _matched(gold: Sequence[_Quote], ours: Sequence[_Quote]) -> list[tuple[int, int]]:
    holders: dict[int, list[int]] = defaultdict(list)
    for j, quote in enumerate(ours):
        for word in quote.words["content"]:
            holders[word].append(j)
    pairs = []
    for i, quote in enumerate(gold):
        for j in {j for word in quote.words["content"] for j in holders.get(word, ())}:
            likeness = _jaccard(quote.words["content"], ours[j].words["content"])
            if likeness >= 0.5:
                pairs.append((-likeness, i, j))
    taken_gold: set[int] = set()
    taken_ours: set[int] = set()
    out = []
    for _, i, j in sorted(pairs):
        if i not in taken_gold and j not in taken_ours:
            taken_gold.add(i)
            taken_ours.add(j)
            out.append((i, j))
    return out


def _same_source(gold: _Quote, ours: _Quote) -> bool:
    if not gold.words["source"] or not ours.words["source"]:
        return False
    alike = _jaccard(gold.words["source"], ours.words["source"]) >= 0.5
    return alike or (gold.head is not None and gold.head == ours.head)


def _rightly_attributed(gold: _Quote, ours: _Quote) -> bool:
    return _same_source(gold, ours) if gold.words["source"] else not ours.words["source"]


def _same_speaker(gold: _Quote, ours: _Quote) -> bool:
    return bool(ours.speaker) and _flat(ours.speaker) in gold.aliases


def _count_document(n: Counter[Any], gold: Sequence[_Quote], ours: Sequence[_Quote]) -> None:
    for role in ROLES:
        for kind in ("all", *KINDS, "direct_only"):
            _count_spans(n, role, kind, gold, ours)
    pairs = dict(_matched(gold, ours))
    back = {j: i for i, j in pairs.items()}
    right = {i for i, j in pairs.items() if _rightly_attributed(gold[i], ours[j])}
    n["kinds_agree"] += sum(gold[i].kind == ours[j].kind for i, j in pairs.items())
    for i, quote in enumerate(gold):
        for kind in ("all", quote.kind):
            n["gold", kind] += 1
            n["found", kind] += i in pairs
            n["attributed", kind] += i in right
            if quote.named:
                n["named gold", kind] += 1
                n["named found", kind] += i in pairs and ours[pairs[i]].named and _same_speaker(quote, ours[pairs[i]])
            if quote.words["source"] and i in pairs:
                n["sources", kind] += 1
                n["sources right", kind] += i in right
                n["sources given", kind] += bool(ours[pairs[i]].words["source"])
        if quote.speaker:
            for form in {"all", quote.form or "all"}:
                n["speakers", form] += 1
                n["speakers found", form] += i in pairs
                n["speakers right", form] += i in pairs and _same_speaker(quote, ours[pairs[i]])
    for j, quote in enumerate(ours):
        for kind in ("all", quote.kind):
            n["ours", kind] += 1
            n["ours matched", kind] += j in back
            n["ours attributed", kind] += j in back and back[j] in right
            if quote.named:
                n["named ours", kind] += 1
                n["named right", kind] += j in back and gold[back[j]].named and _same_speaker(gold[back[j]], quote)
    direct = [quote for quote in gold if quote.kind == "direct"], [quote for quote in ours if quote.kind == "direct"]
    among = _matched(*direct)
    n["direct gold"] += len(direct[0])
    n["direct ours"] += len(direct[1])
    n["direct found"] += len(among)
    n["direct attributed"] += sum(_rightly_attributed(direct[0][i], direct[1][j]) for i, j in among)


def _count_spans(n: Counter[Any], role: str, kind: str, gold: Sequence[_Quote], ours: Sequence[_Quote]) -> None:
    """Exact units, segments and words of a role; recall of a kind looks at all of ours, precision at all of gold."""
    chosen = gold if kind == "all" else [quote for quote in gold if quote.kind == kind.removesuffix("_only")]
    own = ours if kind == "all" else [quote for quote in ours if quote.kind == kind.removesuffix("_only")]
    pools = (chosen, own) if kind == "direct_only" else (gold, ours)
    units: list[Callable[[Sequence[_Quote]], Any]] = [
        lambda quotes: Counter(quote.segments[role] for quote in quotes if quote.segments[role]),
        lambda quotes: Counter({segment for quote in quotes for segment in quote.segments[role]}),
        lambda quotes: Counter({word for quote in quotes for word in quote.words[role]}),
    ]
    for name, count in zip(("exact", "segment", "overlap"), units, strict=True):
        theirs, mine, gold_pool, our_pool = map(count, (chosen, own, *pools))
        n[role, kind, name, "gold"] += theirs.total()
        n[role, kind, name, "ours"] += mine.total()
        n[role, kind, name, "found"] += (theirs & our_pool).total()
        n[role, kind, name, "right"] += (mine & gold_pool).total()


def _quote_scores(n: Counter[Any]) -> dict[str, Any]:
    every = ("all", *KINDS)
    spans = {
        role: {
            kind: {
                name: Score.of(*(n[role, kind, name, part] for part in ("right", "ours", "found", "gold")))
                for name in ("exact", "segment", "overlap")
            }
            for kind in (*every, "direct_only")
        }
        for role in ROLES
    }
    detection = {
        kind: Score.of(n["ours matched", kind], n["ours", kind], n["found", kind], n["gold", kind]) for kind in every
    }
    said = {
        kind: Score.of(n["ours attributed", kind], n["ours", kind], n["attributed", kind], n["gold", kind])
        for kind in every
    }
    only = n["direct ours"], n["direct gold"]
    detection["direct_only"] = Score.of(n["direct found"], only[0], n["direct found"], only[1])
    said["direct_only"] = Score.of(n["direct attributed"], only[0], n["direct attributed"], only[1])
    named = {
        kind: Score.of(n["named right", kind], n["named ours", kind], n["named found", kind], n["named gold", kind])
        for kind in every
        if n["named gold", kind]
    }
    forms = sorted({key[1] for key in n if isinstance(key, tuple) and key[0] == "speakers"})
    return {
        "spans": spans,
        "detection": detection,
        "who_said_what": said,
        "source_accuracy": {kind: _share(n["sources right", kind], n["sources", kind]) for kind in every},
        "named_speaker": named,
        "speaker_accuracy": {
            form: {
                "of_detected": _share(n["speakers right", form], n["speakers found", form]),
                "of_all_gold": _share(n["speakers right", form], n["speakers", form]),
            }
            for form in forms
        },
        "kinds_agree": _share(n["kinds_agree"], n["found", "all"]),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
