"""Training of the quotation models on PolNeAR and LitBank: `sayso train joining --data DIR`.

Labels as a tagger gives them are needed, not gold ones: a joiner that has seen only perfect spans trusts them. So each
half of the articles is labelled by a plain linear-chain model of the other half, and used as it is, corrected in half
of its sentences, and (for the models of quotation marks) without any labels.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.assembly import draft_features, drafts_of, kind_of
from sayso.analysers.quotations.boosting import FORMAT, Trees
from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.marks import outer_pairs, pair_features
from sayso.analysers.quotations.scene import cue_pairs, scene_of, source_pairs
from sayso.analysers.quotations.spans import read_spans
from sayso.analysers.quotations.view import RoleSpan, TokenView, view_of
from sayso.errors import MissingExtraError
from sayso.learn.corpora import Gold, read, role_labels, segmented
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels

__all__ = ["Labelled", "fit_models", "save", "stand_in_labels", "train"]

CORRECTED: Final = 0.6  # share of sentences that get gold labels in the corrected copies
_POS: Final = {tag: code for code, tag in enumerate(POS_TAGS)}
Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Labelled(NamedTuple):
    """A gold document with labels on our tokens."""

    gold: Gold
    labels: Labels

    @property
    def view(self) -> TokenView:
        """The document as the quotation code looks at it."""
        return view_of(self.gold.doc.with_layer("labels", self.labels))


def train(data_dir: Path, out_dir: Path, *, seed: int = 0) -> Path:
    """Fit all models of the quotation analyser and write `joining.npz`.

    Args:
        data_dir: the folder with `quotes/polnear.train`, `quotes/litbank.train` and `silver/polnear_silver.train`.
        out_dir: where the weights are written.
        seed: of the choice of sentences that are corrected.

    Raises:
        InputError: a file of the data is not there.
        MissingExtraError: python-crfsuite is not installed.
    """
    news = segmented(read(data_dir / "quotes" / "polnear.train.jsonl.gz"))
    silver = {record["id"]: record for record in read(data_dir / "silver" / "polnear_silver.train.jsonl.gz")}
    novels = segmented(read(data_dir / "quotes" / "litbank.train.jsonl.gz"))
    tags = [_tags(gold, silver.get(gold.record["id"])) for gold in news]
    labelled, fiction = stand_in_labels(news, tags, novels)
    # A tagger learnt from news finds little in novels: there the marks must do without it.
    fiction += [_without_roles(item) for item in fiction]
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "joining.npz"
    save(fit_models(labelled, fiction, seed=seed), target)
    return target


def save(models: Mapping[str, Trees], path: Path) -> None:
    """Write models that `sayso.analysers.quotations.boosting.load_models` reads."""
    arrays: dict[str, Any] = {
        f"{name}_{field}": value for name, trees in models.items() for field, value in trees._asdict().items()
    }
    np.savez_compressed(path, format=FORMAT, **arrays)


def fit_models(news: Sequence[Labelled], fiction: Sequence[Labelled], *, seed: int = 0) -> dict[str, Trees]:
    """The five models, each trained on what those before it make of the documents.

    The last one judges what the others do, so it learns from each half of the news what models of the other half do.
    """
    rng = np.random.default_rng(seed)
    halves = [[item for number, item in enumerate(news) if number // 2 % 2 == side] for side in (0, 1)]
    found = []
    for side in (0, 1):
        others = _fit_makers(halves[1 - side], fiction[1 - side :: 2], rng, seed)
        own = halves[side]
        judged = [*own, *(_corrected(item, rng) for item in own[::2]), *(_without_roles(item) for item in own[::4])]
        found += [judgement for item in judged if (judgement := _match_examples(item, others))]
        novels = fiction[side::2]
        found += [judgement for item in novels if (judgement := _match_examples(item, others, marked_only=True))]
    models = _fit_makers(news, fiction, rng, seed)
    models["match"] = fit_trees(
        np.vstack([x for x, _ in found]), np.concatenate([y for _, y in found]), rounds=60, seed=seed
    )
    return models


def _fit_makers(
    news: Sequence[Labelled], fiction: Sequence[Labelled], rng: np.random.Generator, seed: int
) -> dict[str, Trees]:
    """The models that make attributions: of marks, and of pairs."""
    copies = [*news, *(_corrected(item, rng) for item in news[::2])]
    blank = [_without_roles(item) for item in news[::3]]
    marks = [_mark_examples(item) for item in (*copies, *blank, *fiction)]
    features, targets = np.vstack([x for x, _ in marks if len(x)]), np.vstack([y for _, y in marks if len(y)])
    models = {
        "speech": fit_trees(features, targets[:, 0], rounds=80, seed=seed),
        "whole": fit_trees(features, targets[:, 1], rounds=80, seed=seed),
    }
    pairs = [examples for item in (*copies, *blank[::2]) if (examples := _join_examples(item, models))]
    models["cue"] = fit_trees(np.vstack([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]), seed=seed)
    models["source"] = fit_trees(np.vstack([p[2] for p in pairs]), np.concatenate([p[3] for p in pairs]), seed=seed)
    return models


def _without_roles(item: Labelled) -> Labelled:
    """The document as if the tagger had found no role at all."""
    size = len(item.labels)
    empty = np.zeros((size, len(ROLE_TAGS)), np.float32)
    return Labelled(item.gold, replace(item.labels, roles=np.zeros(size, np.uint8), role_probabilities=empty))


def fit_trees(features: Matrix, targets: Flags, *, rounds: int = 100, seed: int = 0, keep: int = 64) -> Trees:
    """Gradient-boosted trees on the columns that a first, smaller fit found useful."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    def boosted(columns: NDArray[np.int64], rows: slice, count: int) -> Any:
        model = HistGradientBoostingClassifier(
            max_iter=count, learning_rate=0.1, max_leaf_nodes=24, min_samples_leaf=30, l2_regularization=1.0,
            early_stopping=False, random_state=seed,
        )  # fmt: skip
        return model.fit(features[rows][:, columns], targets[rows])

    columns = np.arange(features.shape[1])
    if len(columns) > keep:
        first = boosted(columns, slice(None, None, 6), rounds // 3)
        gains = np.zeros(len(columns))
        for (predictor,) in first._predictors:
            split = predictor.nodes["is_leaf"] == 0
            np.add.at(gains, predictor.nodes["feature_idx"][split], np.maximum(predictor.nodes["gain"][split], 0.0))
        columns = np.sort(np.argsort(-gains, kind="stable")[:keep])
    return _flattened(boosted(columns, slice(None), rounds), columns)


def _flattened(model: Any, columns: NDArray[np.int64]) -> Trees:
    nodes = [predictor.nodes for (predictor,) in model._predictors]
    shape = len(nodes), max(map(len, nodes))
    feature, threshold = np.zeros(shape, np.int16), np.zeros(shape, np.float32)
    value = np.zeros(shape, np.float32)
    left = np.tile(np.arange(shape[1], dtype=np.int16), (shape[0], 1))
    right = left.copy()
    for row, tree in enumerate(nodes):
        inner = np.flatnonzero(tree["is_leaf"] == 0)
        feature[row, inner] = tree["feature_idx"][inner]
        # A float32 threshold must still part what the float64 one parted.
        threshold[row, inner] = np.nextafter(
            tree["num_threshold"][inner].astype(np.float32), np.float32(-np.inf), dtype=np.float32
        )
        exact = tree["num_threshold"][inner] >= np.nextafter(threshold[row, inner], np.float32(np.inf))
        threshold[row, inner] = np.where(
            exact, np.nextafter(threshold[row, inner], np.float32(np.inf)), threshold[row, inner]
        )
        left[row, inner], right[row, inner] = tree["left"][inner], tree["right"][inner]
        leaves = tree["is_leaf"] != 0
        value[row, : len(tree)][leaves] = tree["value"][leaves]
    depth = max(int(tree["depth"].max()) for tree in nodes)
    bias = float(np.ravel(model._baseline_prediction)[0])
    return Trees(columns.astype(np.int32), feature, threshold, left, right, value, depth, bias)


def _mark_examples(item: Labelled) -> tuple[Matrix, Flags]:
    """Pairs of marks: do their words belong to a content, and are they one by themselves?"""
    view = item.view
    pairs = outer_pairs(view)
    gold = _gold_codes(item.gold, view)
    content = (gold == 1) | (gold == 2)
    targets = []
    for index in pairs:
        first, last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)
        share = np.mean([content[i] for i in range(first, last) if any(map(str.isalnum, view.words[i]))])
        runs_on = (
            first > 0 and content[first - 1] and view.paragraph[first - 1] == view.paragraph[first] and gold[first] != 1
        ) or (last < len(view) and gold[last] == 2)
        targets.append((share > 0.5, share > 0.9 and not runs_on))
    return pair_features(view, pairs), np.array(targets, bool).reshape(len(pairs), 2)


def _join_examples(item: Labelled, models: Mapping[str, Trees]) -> tuple[Matrix, Flags, Matrix, Flags] | None:
    """Pairs of content and cue, and of attribution and source, and whether gold pairs them too."""
    view = item.view
    contents, cues, sources = read_spans(view, models)
    if not contents or not sources:
        return None
    owners = _Owners(item.gold, view)
    scene = scene_of(view, contents, cues, sources)
    of_content = [owners.one("content", span) for span in contents]
    of_cue = [owners.one("cue", span) for span in cues]
    of_source = [owners.all("source", span) for span in sources]
    pairs = cue_pairs(scene)
    right = np.array(
        [of_content[a] >= 0 and of_content[a] == of_cue[b] for a, b in zip(pairs.left, pairs.right, strict=True)], bool
    )
    attributions = [
        (min(own, key=lambda m: max(contents[m].first - cue.last, cue.first - contents[m].last)), k, of_cue[k])
        for k, cue in enumerate(cues)
        if (own := [m for m, owner in enumerate(of_content) if owner == of_cue[k] >= 0])
    ]
    known = {owner for _, _, owner in attributions}
    attributions += [(m, -1, owner) for m, owner in enumerate(of_content) if owner >= 0 and owner not in known]
    if not attributions:
        return None
    sourced = source_pairs(
        scene, np.array([m for m, _, _ in attributions], np.int64), np.array([k for _, k, _ in attributions], np.int64)
    )
    source_right = np.array(
        [attributions[x][2] in of_source[y] for x, y in zip(sourced.left, sourced.right, strict=True)], bool
    )
    return pairs.features(slice(None)), right, sourced.features(slice(None)), source_right


def _match_examples(
    item: Labelled, models: Mapping[str, Trees], *, marked_only: bool = False
) -> tuple[Matrix, Flags] | None:
    """Attributions that the joining makes, and whether half of the words are those of a gold one.

    Where only words in marks are annotated, as in novels, the others are left out.
    """
    view = item.view
    drafts = drafts_of(view, models)
    if marked_only:
        drafts = [draft for draft in drafts if kind_of(view, draft.contents) != "indirect"]
    if not drafts:
        return None
    wordy = [any(map(str.isalnum, word)) for word in view.words]
    gold = [
        {i for start, end in quote["content"] for i in range(*view.tokens_in(start, end)) if wordy[i]}
        for quote in item.gold.record["quotes"]
    ]
    mine = [{i for span in draft.contents for i in range(span.first, span.last) if wordy[i]} for draft in drafts]
    scored = sorted(
        (
            (-len(a & b) / len(a | b), x, y)
            for x, a in enumerate(gold)
            for y, b in enumerate(mine)
            if 2 * len(a & b) >= len(a | b) > 0
        )
    )
    used: set[int] = set()
    right = np.zeros(len(drafts), bool)
    for _, x, y in scored:
        if x not in used and not right[y]:
            used.add(x)
            right[y] = True
    return draft_features(view, drafts), right


class _Owners:
    """Which gold attributions each token belongs to, by role."""

    def __init__(self, gold: Gold, view: TokenView) -> None:
        self._of: dict[tuple[str, int], list[int]] = {}
        for number, quote in enumerate(gold.record["quotes"]):
            for role in ("content", "cue", "source"):
                for start, end in quote[role]:
                    for token in range(*view.tokens_in(start, end)):
                        self._of.setdefault((role, token), []).append(number)

    def all(self, role: str, span: RoleSpan) -> set[int]:
        """The attributions that hold at least three tenths of a span."""
        counts: dict[int, int] = {}
        for token in range(span.first, span.last):
            for number in self._of.get((role, token), ()):
                counts[number] = counts.get(number, 0) + 1
        return {number for number, count in counts.items() if count >= 0.3 * (span.last - span.first)}

    def one(self, role: str, span: RoleSpan) -> int:
        """The attribution that holds most of a span, or -1."""
        numbers = self.all(role, span)
        tokens = range(span.first, span.last)
        return max(numbers, key=lambda n: (sum(n in self._of.get((role, t), ()) for t in tokens), -n), default=-1)


def _gold_codes(gold: Gold, view: TokenView) -> NDArray[np.uint8]:
    """Gold role codes; where any is allowed, none."""
    allowed = role_labels(gold)
    codes: NDArray[np.uint8] = allowed.argmax(axis=1).astype(np.uint8)
    codes[allowed.all(axis=1)] = 0
    return codes[: len(view)]


def _corrected(item: Labelled, rng: np.random.Generator) -> Labelled:
    """With gold labels in some sentences, as a better tagger would give."""
    view = item.view
    sentence = np.asarray(view.sentence)
    chosen = (rng.random(int(sentence.max(initial=0)) + 1) < CORRECTED)[sentence]
    codes = _gold_codes(item.gold, view)
    certain = np.eye(len(ROLE_TAGS), dtype=np.float32)[codes]
    probabilities = np.where(
        chosen[:, None], 0.8 * certain + 0.2 * item.labels.role_probabilities, item.labels.role_probabilities
    )
    return Labelled(
        item.gold,
        replace(
            item.labels,
            roles=np.where(chosen, codes, item.labels.roles),
            role_probabilities=probabilities.astype(np.float32),
        ),
    )


def _blank(size: int, tags: Sequence[str] = ()) -> Labels:
    pos = np.array([_POS.get(tag, _POS["NN"]) for tag in tags] or [0] * size, np.uint8)
    zeros = np.zeros(size, np.uint8)
    return Labels(pos, zeros, zeros, np.ones(size, np.float32), np.zeros((size, len(ROLE_TAGS)), np.float32))


def _tags(gold: Gold, silver: Mapping[str, Any] | None) -> list[str]:
    """The part of speech of each of our tokens, from the silver token that holds its first character."""
    starts = gold.doc.tokens.starts
    if silver is None or not silver["tokens"]:
        return ["NN"] * len(starts)
    places = np.searchsorted([start for start, _ in silver["tokens"]], starts, side="right") - 1
    brackets = {"(": "-LRB-", ")": "-RRB-"}
    return [brackets.get(tag, tag) for tag in (silver["pos"][place] for place in places.clip(0).tolist())]


def stand_in_labels(
    news: Sequence[Gold], tags: Sequence[Sequence[str]], others: Sequence[Gold] = ()
) -> tuple[list[Labelled], list[Labelled]]:
    """Label each half of the news by a linear-chain model of the other half, and the other documents by the first."""
    try:
        import pycrfsuite
    except ImportError as error:
        raise MissingExtraError("training", package="python-crfsuite", extra="train") from error

    half = np.arange(len(news)) % 2
    labelled_others: list[Labelled] = []
    out: dict[int, Labelled] = {}
    blanks = [Labelled(gold, _blank(len(gold.doc.tokens), own)) for gold, own in zip(news, tags, strict=True)]
    for side in (0, 1):
        trainer = pycrfsuite.Trainer(
            verbose=False, params={"c1": 0.3, "c2": 0.05, "max_iterations": 70, "feature.minfreq": 3}
        )
        for number in np.flatnonzero(half == side).tolist():
            view = blanks[number].view
            codes = _gold_codes(news[number], view)
            for first, last, rows in _sequences(view):
                trainer.append(rows, [ROLE_TAGS[code] for code in codes[first:last]])
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "roles.crf")
            trainer.train(path)
            tagger = pycrfsuite.Tagger()
            tagger.open(path)
            for number in np.flatnonzero(half != side).tolist():
                out[number] = _tagged(blanks[number], tagger)
            if side == 0:
                labelled_others = [_tagged(Labelled(gold, _blank(len(gold.doc.tokens))), tagger) for gold in others]
            tagger.close()
    return [out[number] for number in range(len(news))], labelled_others


def _tagged(item: Labelled, tagger: Any) -> Labelled:
    size = len(item.labels)
    roles = np.zeros(size, np.uint8)
    probabilities = np.zeros((size, len(ROLE_TAGS)), np.float32)
    known = set(tagger.labels())
    for first, last, rows in _sequences(item.view):
        roles[first:last] = [ROLE_TAGS.index(tag) for tag in tagger.tag(rows)]
        for code, tag in enumerate(ROLE_TAGS):
            if tag in known:
                probabilities[first:last, code] = [tagger.marginal(tag, place) for place in range(last - first)]
    return Labelled(item.gold, replace(item.labels, roles=roles, role_probabilities=probabilities))


def _sequences(view: TokenView) -> Iterator[tuple[int, int, list[list[str]]]]:
    """Each paragraph's tokens as a range, with their features for the stand-in tagger."""
    shapes = [_shape(view.text[start:end]) for start, end in zip(view.starts, view.ends, strict=True)]
    says = [is_speech_verb(word) and not depth for word, depth in zip(view.words, view.depth.tolist(), strict=True)]
    first = 0
    for place in range(1, len(view) + 1):
        if place == len(view) or view.paragraph[place] != view.paragraph[first]:
            yield first, place, [_chain_row(view, shapes, says, token, first, place) for token in range(first, place)]
            first = place


def _chain_row(view: TokenView, shapes: list[str], says: list[bool], token: int, low: int, high: int) -> list[str]:
    words, tags, depth = view.words, view.pos or [""] * len(view), view.depth
    row = ["bias"]
    for shift in range(-3, 4):
        at = token + shift
        if not low <= at < high:
            row.append(f"edge{shift}")
            continue
        row += [f"w{shift}={words[at]}", f"p{shift}={tags[at]}"]
        if abs(shift) < 3:
            row += [f"s{shift}={shapes[at]}", f"m{shift}={min(int(depth[at]), 1)}"]
        if abs(shift) < 2:
            row.append(f"f{shift}={words[at][-3:]}")
    if token > low:
        row += [f"ww={words[token - 1]}|{words[token]}", f"pp={tags[token - 1]}|{tags[token]}"]
    if token + 1 < high:
        row += [f"wx={words[token]}|{words[token + 1]}", f"px={tags[token]}|{tags[token + 1]}"]
    if low < token < high - 1:
        row.append("ppp=" + "|".join(tags[token - 1 : token + 2]))
    start, end = token, token + 1
    while start > low and view.sentence[start - 1] == view.sentence[token]:
        start -= 1
    while end < high and view.sentence[end] == view.sentence[token]:
        end += 1
    earlier = [at for at in range(start, token) if says[at]]
    later = [at for at in range(token + 1, end) if says[at]]
    row += [
        f"around={bool(earlier)}{bool(later)}",
        f"quoted={min(int(depth[token]), 1)}{says[token]}",
        f"at={min(token - start, 4)}",
    ]
    if earlier:
        row += [f"last={words[earlier[-1]]}", f"since={min(token - earlier[-1], 15) // 3}"]
    if later:
        row.append(f"next={words[later[0]]}")
    row.append(f"that={'that' in words[start:token]}{bool(earlier)}")
    return row


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "X"
    if word[:1].isupper():
        return "Xx"
    return "x" if word.isalpha() else "d" if word[:1].isdigit() else "p"
