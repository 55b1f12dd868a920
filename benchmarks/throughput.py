"""Words a second and peak memory of each stage and of the whole chain, beside what else one could install.

    python benchmarks/throughput.py                         # articles made up from the sentences below
    python benchmarks/throughput.py TEXTS.jsonl --articles 200 --model fast

One process, one core for the numerical libraries. The others are run as far as they need no download: NLTK's word
tokeniser and an averaged perceptron tagger of the shape that NLTK ships (its own weights must be downloaded, so this
one is trained on the spot; speed is that of the shape), TextBlob's polarity, vaderSentiment, and a blank spaCy
pipeline; those that are not installed are left out. Ratios are words a second of sayso over theirs, in one run.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import importlib.util
import itertools
import os
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")  # read when the libraries are imported, hence above the imports below

from sayso.analysers.labels import labels  # noqa: E402
from sayso.analysers.segmentation import paragraphs, sentences, tokens  # noqa: E402
from sayso.document import Document  # noqa: E402
from sayso.formats.read import read_texts  # noqa: E402
from sayso.pipeline import Pipeline  # noqa: E402

PEOPLE = ("Ada Lund", "Tom Berg", "Minister Ruth Okafor", "Sergei Malik", "a spokeswoman for the port", "Officials")
PLACES = ("Oslo", "Lagos", "the northern district", "Ohio", "Bergen", "the capital")
CUES = ("said", "told reporters", "argued", "warned on Monday", "believes", "wrote in a letter")
CLAIMS = (
    "the bridge will not reopen before spring",
    "taxes on small firms have risen too fast",
    "the talks ended without a deal",
    "nobody had asked the families what they wanted",
    "the new law would protect fishing grounds for decades",
    "prices fell by 3.5 percent in the last quarter",
)
PLAIN = (
    "The council met for six hours in {place} and put off the vote.",
    "Rain has washed out the road between {place} and the coast, and lorries wait at the ferry.",
    "A crowd of about 2,000 gathered outside the town hall, some with drums, most with umbrellas.",
)


def made_up(articles: int, words: int = 650, seed: int = 0) -> list[str]:
    """Articles of about so many words each, put together from the pieces above, with invented words among them."""
    rng = random.Random(seed)  # noqa: S311
    out = []
    for _ in range(articles):
        lines: list[str] = []
        while sum(line.count(" ") for line in lines) < words:
            odd = "".join(rng.choice(("ka", "ro", "mi", "tel", "van", "sor")) for _ in range(rng.randint(2, 5)))
            claim, who, cue = rng.choice(CLAIMS), rng.choice(PEOPLE), rng.choice(CUES)
            shapes = (
                f"“{claim[0].upper()}{claim[1:]},” {who} {cue}. “{rng.choice(CLAIMS).capitalize()}.”",
                f"{who} {cue} that {claim}, and that {odd.title()} was to blame.",
                rng.choice(PLAIN).format(place=rng.choice(PLACES)) + f" The {odd} stayed open.",
            )
            lines.append(" ".join(rng.choice(shapes) for _ in range(2)))
        out.append("\n".join(lines))
    return out


def timed(work: Callable[[], object]) -> float:
    """Processor seconds, the better of two runs."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def peak(work: Callable[[], object]) -> float:
    """Megabytes that Python and NumPy held at most."""
    tracemalloc.start()
    work()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / 1e6


def stages(texts: Sequence[str], model: str, batch: int) -> Iterable[tuple[str, Callable[[], object]]]:
    """Each analyser of the chain over documents that have what it requires, then parts of the chain together."""
    front = Pipeline([paragraphs, tokens, sentences, labels(model)])  # type: ignore[arg-type]
    whole = Pipeline.default(model)  # type: ignore[arg-type]
    docs = [Document(text, str(number)) for number, text in enumerate(texts)]
    for step in whole.analysers:
        chain = Pipeline([step], given=step.requires)
        yield step.name, functools.partial(_run, chain, docs, batch)
        docs = list(chain.pipe(docs, batch_size=batch))
    yield "tokenise + label", functools.partial(_run, front, texts, batch)
    yield "everything", functools.partial(_run, whole, texts, batch)


def _run(chain: Pipeline, sources: Sequence[str] | Sequence[Document], batch: int) -> list[Document]:
    return list(chain.pipe(sources, batch_size=batch))


def others(texts: Sequence[str]) -> Iterable[tuple[str, str, Callable[[], object]]]:
    """What a user could take instead: its name, the part of sayso to hold it against, and the work."""
    from nltk.tokenize import NLTKWordTokenizer

    split = NLTKWordTokenizer().tokenize
    yield "NLTK word tokeniser", "tokens", lambda: [split(text) for text in texts]
    tagger = nltk_shape(texts[:5], split)
    few = texts[: max(1, len(texts) // 10)]
    yield "NLTK-shaped perceptron tagger", "tokenise + label", lambda: [tagger.tag(split(text)) for text in few]
    from textblob import TextBlob

    yield "TextBlob polarity", "everything", lambda: [TextBlob(text).polarity for text in few]
    if importlib.util.find_spec("vaderSentiment"):
        vader = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
        yield (
            "vaderSentiment, a line at a time",
            "everything",
            lambda: [vader.polarity_scores(line) for text in few for line in text.split("\n")],
        )
    if importlib.util.find_spec("spacy"):
        blank = importlib.import_module("spacy").blank("en")
        yield "spaCy, blank tokeniser", "tokens", lambda: list(blank.pipe(texts))


def nltk_shape(texts: Sequence[str], split: Callable[[str], list[str]]) -> Any:
    """NLTK's averaged perceptron tagger, trained on tags that sayso gave to a few of the texts."""
    from nltk.tag.perceptron import PerceptronTagger

    front = Pipeline([paragraphs, tokens, sentences, labels("fast")])
    tagged = []
    for doc in front.pipe(texts):
        views = [doc.token(index) for index in range(len(doc.tokens))]
        tagged.append([(view.text, view.pos) for view in views])
    tagger = PerceptronTagger(load=False)
    tagger.train(tagged, nr_iter=2)
    del split
    return tagger


def cold_start(model: str, layer: str = "") -> tuple[float, float]:
    """Wall and processor seconds of a process that analyses one text (up to `layer`) and ends."""
    chain = f"sayso.Pipeline.default({model!r})" + (f".only({layer!r})" if layer else "")
    code = f"import sayso; {chain}('“We won,” said Ada Lund.')"
    began, used = time.perf_counter(), _children()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
    return time.perf_counter() - began, _children() - used


def _children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path, help="articles to read (default: made-up ones)")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--model", choices=("fast", "accurate"), default="fast")
    parser.add_argument("--no-memory", action="store_true", help="leave out the memory run, which is slow")
    options = parser.parse_args()
    if options.texts:
        texts = [item["text"] for item in itertools.islice(read_texts([options.texts]), options.articles)]  # type: ignore[index]
    else:
        texts = made_up(options.articles)
    words = sum(len(text.split()) for text in texts)
    tenth = sum(len(text.split()) for text in texts[: max(1, len(texts) // 10)])
    print(f"{len(texts)} articles, {words} words, batches of {options.batch}, model {options.model}\n")
    print(f"{'stage':34}{'words/s':>12}{'share':>8}" + ("" if options.no_memory else f"{'peak MB':>10}"))
    seconds: dict[str, float] = {}
    rows = [
        (name, timed(work), 0.0 if options.no_memory else peak(work))
        for name, work in stages(texts, options.model, options.batch)
    ]
    for name, took, held in rows:
        seconds[name] = took
        memory = "" if options.no_memory else f"{held:10.0f}"
        print(f"{name:34}{words / took:12,.0f}{took / rows[-1][1]:8.0%}{memory}")
    for layer in ("labels", ""):
        wall, used = cold_start(options.model, layer)
        what = layer or "everything"
        print(
            f"\nfirst result ({what}) {wall:.2f} s after process start, of them {used:.2f} s of processor time", end=""
        )
    print("\n")
    print(f"{'instead':34}{'words/s':>12}  sayso is")
    for name, against, work in others(texts):
        count = words if against == "tokens" else tenth
        speed = count / timed(work)
        print(f"{name:34}{speed:12,.0f}  {words / seconds[against] / speed:.2f} times as fast ({against})")


if __name__ == "__main__":
    main()
