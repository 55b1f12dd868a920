"""Training of coreference: the word lists and the ranker's networks; `sayso train coreference --data DIR`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from sayso.analysers.coreference import find_clusters
from sayso.analysers.coreference.choosing import choose_by, model_of
from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.decisions import Decision
from sayso.analysers.coreference.entities import build_entities
from sayso.analysers.coreference.features import FEATURES
from sayso.analysers.coreference.lexicon import FORMAT, Lexicon, Network, Weights
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.resolve import Resolver
from sayso.analysers.coreference.view import View
from sayso.document import Document
from sayso.learn.corpora import read
from sayso.learn.ranking import Choice, fit_committee
from sayso.learn.turn_taking import fit_turns
from sayso.pipeline import Pipeline
from sayso.records import Mention

__all__ = ["Example", "collect", "fit_lexicon", "fit_networks", "gold_documents", "save", "train"]

FAMILIES: Final = ("gendered", "they", "it", "speech", "nominal")
# A mention joins its best cluster from this probability on.
THRESHOLDS: Final = {"gendered": 0.12, "they": 0.3, "it": 0.4, "speech": 0.4, "nominal": 0.5}
# Those who have most to learn from have most units.
HIDDEN: Final = {"gendered": 32, "they": 20, "it": 20, "speech": 20, "nominal": 32}
MEMBERS: Final = 4
SEED: Final = 3  # the best of four on dev: they differ by a point here and there
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
    record: Mapping[str, Any] = {}


def train(data_dir: Path, out_dir: Path, *, seed: int = SEED) -> Path:
    """Fit word lists and networks on the training corpora and write `coreference.npz`.

    Args:
        data_dir: the folder with coref/, quotes/ and silver/ (`.jsonl.gz`).
        out_dir: where the weights are written.
        seed: of the networks' first weights and of the order of examples.

    Raises:
        InputError: a file of the data is not there.
    """
    lexicon = fit_lexicon(data_dir)
    examples = list(gold_documents(data_dir, Pipeline.default("fast").only("names", "quotations")))
    networks = fit_networks(collect(examples, lexicon), seed=seed)
    networks = fit_networks(collect(examples, lexicon, networks), seed=seed)
    turns = fit_turns(_with_entities(examples, Weights(networks, lexicon)), lexicon, seed=seed)
    if turns is not None:
        networks["turns"] = turns
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "coreference.npz"
    save(networks, lexicon, target)
    return target


def _with_entities(examples: Iterable[Example], weights: Weights) -> Iterator[tuple[Document, Mapping[str, Any]]]:
    """The novels with entities by these weights, and their gold records."""
    for example in examples:
        if example.source == "litbank":
            view = View(example.doc)
            mentions = find_mentions(view)
            clusters = find_clusters(view, mentions, weights)
            found = build_entities(view, mentions, clusters, weights.lexicon)
            yield example.doc.with_layer("mentions", mentions).with_layer("entities", found), example.record


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
        yield Example(pipeline(record), record["coref"], False, wrong, source="gap")
    for record in read(data_dir / "quotes" / "litbank.train.jsonl.gz"):
        yield Example(pipeline(record), record["coref"], False, source="litbank", record=record)


# Word lists


def fit_lexicon(data_dir: Path) -> Lexicon:
    """What nouns name and how first names lean, counted in the training corpora and the 1990 US census."""
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
        whole = sum(count.values()) + 0.6
        shares = tuple(round(count[kind] / whole, 2) for kind in ("person", "organization", "place"))
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
    examples: Iterable[Example], lexicon: Lexicon, networks: Mapping[str, Network] | None = None
) -> dict[str, list[Choice]]:
    """The choices that each network has to make, from resolving the documents as the gold says.

    Where the gold is silent, `networks` decide if given, so that what is learnt from has the history of a real run.
    """
    found: dict[str, list[Choice]] = {family: [] for family in FAMILIES}
    for example in examples:
        for family, choice in _follow_gold(example, lexicon, networks):
            found[family].append(choice)
    return {family: choices for family, choices in found.items() if choices}


def _follow_gold(
    example: Example, lexicon: Lexicon, networks: Mapping[str, Network] | None
) -> list[tuple[str, Choice]]:
    view = View(example.doc)
    mentions = find_mentions(view)
    gold = _gold_ids(mentions, example.clusters)
    wrong = _wrong_names(mentions, example)
    collected: list[tuple[str, Choice]] = []
    follow = choose_by(networks) if networks else None

    def members(cluster: Cluster) -> list[int]:
        return cluster.members[-40:] or resolver.groups[cluster.id].mentions

    def choose(decision: Decision) -> tuple[int, float]:
        index, family = decision.fact.index, model_of(decision.fact)
        mine = gold.get(index)
        right = np.array(
            [mine is not None and any(gold.get(i) == mine for i in members(c)) for c, _ in decision.candidates]
        )
        if right.any():
            collected.append((family, Choice(decision.rows, np.append(right, False))))
        elif index in wrong:
            excluded = np.array([bool(wrong[index] & set(members(c))) for c, _ in decision.candidates])
            if excluded.any():
                collected.append((family, Choice(decision.rows, np.append(~excluded, True))))
        elif example.complete or (mine is not None and example.source != "gap"):
            collected.append((family, Choice(decision.rows, np.append(right, True))))
        if right.any():
            return int(np.argmax(right)), 1.0
        if follow is not None and mine is None and not example.complete:
            return follow(decision)
        return -1, 1.0

    resolver = Resolver(view, mentions, lexicon, choose)
    resolver.run()
    return collected


def _wrong_names(mentions: Sequence[Mention], example: Example) -> dict[int, set[int]]:
    wrong: dict[int, set[int]] = defaultdict(set)
    for pronoun, name in example.wrong:
        names = [i for i, m in enumerate(mentions) if m.head.overlaps(name) and m.kind == "name"]
        for index, mention in enumerate(mentions):
            if mention.kind == "pronoun" and tuple(mention.span) == pronoun:
                wrong[index].update(names)
    return wrong


def _gold_ids(mentions: Sequence[Mention], clusters: Sequence[Spans]) -> dict[int, int]:
    """Gold cluster of each mention: by its span, else by its head inside a gold span that ends with it."""
    exact = {(span[0], span[1]): number for number, cluster in enumerate(clusters) for span in cluster}
    found = {}
    for index, mention in enumerate(mentions):
        for span in (mention.span, mention.head):
            if (span.start, span.end) in exact:
                found[index] = exact[span.start, span.end]
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


def fit_networks(data: Mapping[str, Sequence[Choice]], *, seed: int = 0) -> dict[str, Network]:
    """One small committee of networks a family."""
    return {
        family: fit_committee(choices, members=MEMBERS, hidden=HIDDEN[family], threshold=THRESHOLDS[family], seed=seed)
        for family, choices in data.items()
    }


def save(networks: Mapping[str, Network], lexicon: Lexicon, path: Path) -> None:
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
    }
    for family, network in networks.items():
        for part in ("mean", "scale", "hidden", "hidden_bias", "output"):
            # The largest part needs no more digits.
            kept = np.float16 if part == "hidden" else np.float32
            arrays[f"{family}.{part}"] = getattr(network, part).astype(kept)
        arrays[f"{family}.bias"] = np.float32(network.bias)
        arrays[f"{family}.threshold"] = np.float32(network.threshold)
    np.savez_compressed(path, **arrays)
