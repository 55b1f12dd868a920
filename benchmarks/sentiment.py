"""Figures and speed of the tone of texts and toward targets, beside VADER and TextBlob, in one run.

    python benchmarks/sentiment.py DATA          # DATA holds sentiment/*.jsonl.gz
    python benchmarks/sentiment.py DATA --cross-validate   # texts of training sets by models that saw none of their
                                                           # articles; takes some minutes
    python benchmarks/sentiment.py               # speed alone, over sentences made up here

Pearson's r is with mean human ratings; macro-F1 is over negative, neutral and positive, for the others with the usual
line at ±.05. For articles with a main entity, sayso scores the sentences that name it; the others the whole text, which
is what they offer. Speed is in processor time on one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")  # read when the libraries are imported, hence above the imports below

import numpy as np  # noqa: E402
from sklearn.metrics import f1_score  # noqa: E402
from textblob import TextBlob  # noqa: E402
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: E402

from sayso.analysers.sentiment import score_many  # noqa: E402
from sayso.records import Sentiment  # noqa: E402

RATED = ("vader_nyt_dev", "affective_trial", "vader_tweets")
AIMED = ("newsmtsc_rw_dev", "newsmtsc_mt_dev")
TRAINED_ON = ("vader_nyt_dev", "vader_tweets")
LABELS = {"negative": -1, "neutral": 0, "positive": 1}
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"”]?")
EXAMPLES = (
    "The mayor praised the nurses, but the council called the new plan a costly mistake.",
    "Traffic deaths fell by a third last year, the Justice Department said on Monday.",
    "“I don’t think that this is a good deal for farmers,” Ada Lund told reporters in Oslo.",
    "The committee will meet again in October to discuss the third reading of the bill.",
)


def read(data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(data / "sentiment" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def banded(score: float) -> int:
    return 1 if score >= 0.05 else -1 if score <= -0.05 else 0


def peers(texts: Sequence[str]) -> dict[str, tuple[list[float], float]]:
    """Scores of each and the seconds they took."""
    vader = SentimentIntensityAnalyzer()
    scorers: dict[str, Callable[[str], float]] = {
        "VADER": lambda text: float(vader.polarity_scores(text)["compound"]),
        "TextBlob": lambda text: float(TextBlob(text).sentiment.polarity),
    }
    found = {}
    for name, score in scorers.items():
        start = time.process_time()
        scores = [score(text) for text in texts]
        found[name] = scores, time.process_time() - start
    return found


def show(name: str, who: str, gold: dict[str, list[Any]], scores: Sequence[float], labels: Sequence[int]) -> None:
    parts = [f"{name:18} {who:9}"]
    if gold["scores"]:
        parts.append(f"r {np.corrcoef(gold['scores'], scores)[0, 1]:.3f}")
    parts.append(f"macro-F1 {f1_score(gold['labels'], labels, average='macro'):.3f}")
    print("  ".join(parts))


def gold_of(records: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    scores = [record["score"] for record in records if "score" in record]
    return {"scores": scores, "labels": [record.get("label", banded(record.get("score", 0.0))) for record in records]}


def compare(name: str, records: list[dict[str, Any]], tones: Sequence[Sentiment]) -> None:
    gold = gold_of(records)
    show(name, "sayso", gold, [tone.polarity for tone in tones], [LABELS[tone.label] for tone in tones])
    for who, (scores, _) in peers([record["text"] for record in records]).items():
        show(name, who, gold, scores, list(map(banded, scores)))


def toward_main_entity(records: list[dict[str, Any]]) -> list[Sentiment]:
    """The mean tone toward an entity over the sentences that name it, wholly or by a capitalised part of its name."""
    from sayso.analysers.sentiment.tone import mean_tone

    texts, targets, owners = [], [], []
    for number, record in enumerate(records):
        words = [word for word in re.findall(r"[\w'-]+", record["target_name"]) if word[0].isupper() and len(word) > 2]
        pattern = re.compile(rf"\b({'|'.join(map(re.escape, [record['target_name'], *words]))})\b")
        for sentence in SENTENCE.finditer(record["text"]):
            named = pattern.search(sentence[0])
            if named:
                texts.append(sentence[0])
                targets.append(named.span())
                owners.append(number)
    groups: list[list[Sentiment]] = [[] for _ in records]
    for owner, tone in zip(owners, score_many(texts, targets=targets), strict=True):
        groups[owner].append(tone)
    return [mean_tone(group) if group else Sentiment(0.0, "neutral", 0.5) for group in groups]


def cross_validated(data: Path, name: str, records: list[dict[str, Any]]) -> list[Sentiment]:
    from sayso.learn import sentiment as learn

    by_id = dict(learn.cross_validated(data, name))
    return [by_id[record["id"]] for record in records]


def figures(data: Path, *, validate: bool) -> None:
    for name in RATED:
        records = read(data, name)
        seen = name in TRAINED_ON
        tones = cross_validated(data, name, records) if seen and validate else score_many([r["text"] for r in records])
        note = "" if not seen else " cv" if validate else " (seen)"
        compare(name + note, records, tones)
    for name in AIMED:
        records = read(data, name)
        targets = [(record["target"][0], record["target"][1]) for record in records]
        compare(name, records, score_many([record["text"] for record in records], targets=targets))
    records = read(data, "persent_dev")
    compare("persent_dev", records, toward_main_entity(records))


def speed(texts: Sequence[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    score_many(texts)
    start = time.process_time()
    score_many(texts)
    ours = time.process_time() - start
    targets = [(0, len(text.split()[0])) for text in texts]
    start = time.process_time()
    score_many(texts, targets=targets)
    aimed = time.process_time() - start
    print(f"texts    sayso     {words / ours:9,.0f} words/s")
    for who, (_, seconds) in peers(texts).items():
        print(f"texts    {who:9} {words / seconds:9,.0f} words/s")
    print(f"targets  sayso     {len(texts) / aimed:9,.0f} targets/s  {words / aimed:9,.0f} words/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    options = parser.parse_args()
    if options.data is None:
        speed(EXAMPLES * 1000)
        return
    figures(options.data, validate=options.cross_validate)
    speed([record["text"] for record in read(options.data, "vader_nyt_dev")])


if __name__ == "__main__":
    main()
