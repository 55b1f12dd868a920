"""Training of coreference: the word lists and the ranker's networks; `sayso train coreference --data DIR`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.features import FEATURES
from sayso.analysers.coreference.lexicon import FORMAT, Lexicon, Network
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.resolve import Decision, Resolver, model_of
from sayso.analysers.coreference.view import View
from sayso.document import Document
from sayso.learn.corpora import read
from sayso.pipeline import Pipeline
from sayso.records import Mention

__all__ = ["Example", "collect", "fit_lexicon", "fit_networks", "gold_documents", "save", "train"]

FAMILIES: Final = ("gendered", "they", "it", "speech", "nominal")
THRESHOLDS: Final = {"gendered": 0.2, "they": 0.3, "it": 0.4, "speech": 0.4, "nominal": 0.5}
HIDDEN: Final = 24
# A first name of the census counts as much as this many people in the corpora.
CENSUS_WEIGHT: Final = 4.0
_COMPLEMENT: Final = re.compile(r"\s+(?:of|in|on|at|with|from|for|to|who|whom|which|that|by|,|near|over|under)\s")

Spans = Sequence[Sequence[int]]


class Example(NamedTuple):
    """A training document with the layers up to quotations, and gold clusters of spans.

    `complete`: every coreferent mention is annotated; else only mentions in a gold cluster teach anything.
    `wrong`: spans known not to mean the same as the gold pronoun (GAP).
    """

    doc: Document
    clusters: Sequence[Spans]
    complete: bool
    wrong: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    source: str = ""


def train(data_dir: Path, out_dir: Path, *, seed: int = 0) -> Path:
    """Fit word lists and networks on the training corpora and write `coreference.npz`.

    Args:
        data_dir: the folder with coref/, quotes/ and silver/ (`.jsonl.gz`).
        out_dir: where the weights are written.
        seed: of the networks' first weights and of the order of examples.

    Raises:
        InputError: a file of the data is not there.
    """
    lexicon = fit_lexicon(data_dir)
    rows = collect(gold_documents(data_dir, Pipeline.default().only("quotations")), lexicon)
    networks = fit_networks(rows, seed=seed)
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "coreference.npz"
    save(networks, lexicon, target)
    return target


def gold_documents(data_dir: Path, pipeline: Pipeline) -> Iterator[Example]:
    """The training documents as the pipeline sees them: GUM (permissive part), GAP and LitBank."""
    for record in read(data_dir / "coref" / "ontogum.train.jsonl.gz"):
        if record["meta"].get("permissive"):
            yield Example(pipeline(record), record["coref"], True, source="gum")
    for record in read(data_dir / "coref" / "gap.train.jsonl.gz"):
        pronoun = tuple(record["pronoun"])
        wrong = [
            (pronoun, tuple(span))
            for span, right in zip(record["candidates"], record["gold"], strict=True)
            if not right
        ]
        yield Example(pipeline(record), record["coref"], False, wrong, source="gap")  # type: ignore[arg-type]
    for record in read(data_dir / "quotes" / "litbank.train.jsonl.gz"):
        yield Example(pipeline(record), record["coref"], False, source="litbank")


# Word lists


def fit_lexicon(data_dir: Path) -> Lexicon:
    """What kinds of thing nouns name, and how first names lean, counted in the training corpora and the 1990 US census."""
    return Lexicon(_noun_kinds(data_dir), _first_names(data_dir))


def _noun_kinds(data_dir: Path) -> dict[str, tuple[float, float, float]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in read(data_dir / "coref" / "gum.train.jsonl.gz"):
        if record["meta"].get("permissive"):
            for entity in record["entities"]:
                if not entity["pronoun"] and not entity.get("name") and entity.get("head"):
                    counts[_word(record["text"][slice(*entity["head"])])][entity["label"]] += 1
    kinds = {"PER": "person", "ORG": "organization", "LOC": "place", "GPE": "place", "FAC": "place"}
    for record in read(data_dir / "quotes" / "litbank.train.jsonl.gz"):
        for entity in record["entities"]:
            if entity.get("form") == "NOM":
                phrase = _COMPLEMENT.split(record["text"][entity["start"] : entity["end"]])[0]
                counts[_word(phrase.split()[-1])][kinds.get(entity["label"], "other")] += 1
    for noun, (titles, total) in _title_nouns(data_dir).items():
        if titles >= 2:
            counts[noun]["person"] += titles
            counts[noun]["other"] += max(0, total - 4 * titles) // 4
    found = {}
    for noun, count in counts.items():
        total = sum(count.values()) + 0.6
        shares = tuple(round(count[kind] / total, 2) for kind in ("person", "organization", "place"))
        if max(shares) >= 0.05 and noun.isalpha():
            found[noun] = (shares[0], shares[1], shares[2])
    return dict(sorted(found.items()))


def _title_nouns(data_dir: Path) -> dict[str, tuple[int, int]]:
    """Nouns right before a person's name ("campaign spokeswoman Jane Roe"): (times so, times in all)."""
    titles: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for record in read(data_dir / "silver" / "polnear_silver.train.jsonl.gz"):
        people = {entity["start"] for entity in record["entities"] if entity["label"] == "PER"}
        inside = [(entity["start"], entity["end"]) for entity in record["entities"]]
        named = {start for start, _ in inside}
        previous = ""
        for (start, end), tag in zip(record["tokens"], record["pos"], strict=True):
            word = _word(record["text"][start:end])
            if start in people and previous:
                titles[previous] += 1
            previous = word if tag in ("NN", "NNP") and start not in named else ""
            if tag.startswith("NN"):
                total[word] += 1
    return {noun: (count, total[noun]) for noun, count in titles.items()}


def _word(text: str) -> str:
    return text.lower().replace("’", "'")


def _first_names(data_dir: Path) -> dict[str, float]:
    leanings: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line in (files("sayso") / "learn" / "first_names.txt").read_text(encoding="utf-8").splitlines():
        name, value = line.split()
        leanings[name][0] += CENSUS_WEIGHT * int(value) / 100
        leanings[name][1] += CENSUS_WEIGHT
    for record in read(data_dir / "coref" / "gap.train.jsonl.gz"):
        for (start, end), right in zip(record["candidates"], record["gold"], strict=True):
            words = record["text"][start:end].split()
            if right and len(words) > 1:
                name = _word(words[0])
                leanings[name][0] += 1.0 if record["meta"]["gender"] == "F" else -1.0
                leanings[name][1] += 1.0
    return {
        name: round(lean / (weight + 0.5), 2) for name, (lean, weight) in sorted(leanings.items()) if name.isalpha()
    }


# Networks


def collect(
    examples: Iterable[Example], lexicon: Lexicon
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Rows and outcomes (1: same entity) for each network, from resolving the documents as the gold says."""
    rows: dict[str, list[NDArray[np.float32]]] = defaultdict(list)
    outcomes: dict[str, list[NDArray[np.float32]]] = defaultdict(list)
    for example in examples:
        for family, found, truth in _follow_gold(example, lexicon):
            rows[family].append(found)
            outcomes[family].append(truth)
    return {
        family: (np.concatenate(rows[family]), np.concatenate(outcomes[family])) for family in FAMILIES if rows[family]
    }


def _follow_gold(example: Example, lexicon: Lexicon) -> Iterator[tuple[str, NDArray[np.float32], NDArray[np.float32]]]:
    view = View(example.doc)
    mentions = find_mentions(view)
    gold = _gold_ids(mentions, example.clusters)
    wrong: dict[int, set[int]] = defaultdict(set)
    for pronoun, name in example.wrong:
        targets = [i for i, m in enumerate(mentions) if tuple(m.span) == pronoun and m.kind == "pronoun"]
        names = [i for i, m in enumerate(mentions) if m.head.overlaps(name) and m.kind == "name"]
        for target in targets:
            wrong[target].update(names)
    collected: list[tuple[str, NDArray[np.float32], NDArray[np.float32]]] = []

    def choose(decision: Decision) -> tuple[int, float]:
        index = decision.fact.index
        mine = gold.get(index)
        truth = np.array(
            [
                mine is not None
                and any(gold.get(i) == mine for i in cluster.members[-40:] or cluster_names(cluster.id))
                for cluster, _ in decision.candidates
            ],
            dtype=np.float32,
        )
        if truth.any() or (example.complete and (decision.fact.kind != "nominal" or mine is None or not truth.any())):
            collected.append((model_of(decision.fact), decision.rows, truth))
        elif index in wrong:
            known = [
                n
                for n, (cluster, _) in enumerate(decision.candidates)
                if wrong[index] & set(cluster.members or cluster_names(cluster.id))
            ]
            if known:
                collected.append((model_of(decision.fact), decision.rows[known], truth[known]))
        elif mine is not None and not example.complete and not example.wrong:
            collected.append((model_of(decision.fact), decision.rows, truth))
        return (int(np.argmax(truth)), 1.0) if truth.any() else (-1, 1.0)

    resolver = Resolver(view, mentions, lexicon, choose)

    def cluster_names(number: int) -> list[int]:
        return resolver.groups[number].mentions if number in resolver.groups else []

    resolver.run()
    yield from collected


def _gold_ids(mentions: Sequence[Mention], clusters: Sequence[Spans]) -> dict[int, int]:
    """Gold cluster of each mention: by its span, else by its head inside a gold span that ends with it."""
    exact = {(span[0], span[1]): number for number, cluster in enumerate(clusters) for span in cluster}
    found = {}
    for index, mention in enumerate(mentions):
        for span in (mention.span, mention.head):
            if tuple(span) in exact:
                found[index] = exact[tuple(span)]
                break
    by_start: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (start, end), number in exact.items():
        by_start[start].append((end, number))
    for index, mention in enumerate(mentions):
        if index not in found and mention.kind != "pronoun":
            near = [
                (abs(end - mention.span.end), number)
                for end, number in by_start.get(mention.span.start, ())
                if end >= mention.head.end
            ]
            if near:
                found[index] = min(near)[1]
    return found


def fit_networks(
    data: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]], *, seed: int = 0
) -> dict[str, Network]:
    """One small network a family, fitted to whether a mention and a cluster are the same entity."""
    from sklearn.neural_network import MLPClassifier

    networks = {}
    for family, (rows, truth) in data.items():
        mean, spread = rows.mean(axis=0), rows.std(axis=0)
        scale = np.where(spread > 1e-3, 1.0 / np.maximum(spread, 1e-3), 0.0).astype(np.float32)
        model = MLPClassifier(
            (HIDDEN,),
            alpha=3e-3,
            learning_rate_init=2e-3,
            batch_size=128,
            max_iter=40,
            early_stopping=True,
            n_iter_no_change=6,
            random_state=seed,
        )
        model.fit(np.clip((rows - mean) * scale, -6, 6), truth)
        networks[family] = Network(
            mean=mean.astype(np.float32),
            scale=scale,
            hidden=model.coefs_[0].astype(np.float32),
            hidden_bias=model.intercepts_[0].astype(np.float32),
            output=model.coefs_[1][:, 0].astype(np.float32),
            bias=float(model.intercepts_[1][0]),
            threshold=THRESHOLDS[family],
        )
    return networks


def save(
    networks: Mapping[str, Network], lexicon: Lexicon, path: Path, *, calibration: Sequence[Sequence[float]] = ()
) -> None:
    """Write weights that `sayso.analysers.coreference.lexicon.load_weights` reads."""
    arrays: dict[str, Any] = {
        "format": np.int32(FORMAT),
        "features": np.array(FEATURES),
        "families": np.array(list(networks)),
        "nouns": np.array(list(lexicon.nouns)),
        "noun_kinds": np.array(
            [[round(100 * share) for share in row] for row in lexicon.nouns.values()], dtype=np.int8
        ),
        "first_names": np.array(list(lexicon.first_names)),
        "first_name_leanings": np.array([round(100 * value) for value in lexicon.first_names.values()], dtype=np.int8),
        "calibration": np.array(calibration, dtype=np.float32),
    }
    for family, network in networks.items():
        for part in ("mean", "scale", "hidden", "hidden_bias", "output"):
            arrays[f"{family}.{part}"] = getattr(network, part).astype(np.float32)
        arrays[f"{family}.bias"] = np.float32(network.bias)
        arrays[f"{family}.threshold"] = np.float32(network.threshold)
    np.savez_compressed(path, **arrays)
