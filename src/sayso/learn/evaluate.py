"""How well an analysis agrees with gold: quotations, names, tags and sentences of annotated documents."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sayso.errors import InputError
from sayso.learn.corpora import read
from sayso.learn.scoring import Score, score_names, score_quotes, score_tokens
from sayso.pipeline import Pipeline

if TYPE_CHECKING:
    from sayso.engine import ModelName, Tagger

__all__ = ["Evaluation", "evaluate"]

# The gold layers that can be scored, and the layers of ours that are held against each.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "quotes": ("quotes", "entities"),
    "entities": ("names",),
    "tokens": ("tokens", "sentences", "labels"),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of one or more gold files, by file and layer; `str()` is a table, `to_json()` everything.

    Attributes:
        scores: file name → "quotes", "names" or "tokens" → what `sayso.learn.scoring` returns for it.
        documents: file name → number of gold documents.
    """

    scores: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, int]

    def to_json(self) -> str:
        """All scores as indented JSON."""
        return json.dumps({"documents": self.documents, "scores": self.scores}, default=dataclasses.asdict, indent=1)

    def __str__(self) -> str:
        lines = []
        for name, layers in self.scores.items():
            lines.append(f"{name}: {self.documents[name]} documents (precision, recall, F1 in %; predicted/gold)")
            for layer, scores in layers.items():
                lines += [f"  {line}" for line in _TABLES[layer](scores)]
        return "\n".join(lines)


def evaluate(
    gold: Path | Sequence[Path],
    *,
    model: ModelName | Tagger | None = None,
    labels: Iterable[str] | None = None,
    json_path: Path | None = None,
) -> Evaluation:
    """Analyse the texts of gold files and score the result against every layer that the gold has.

    Args:
        gold: .jsonl or .jsonl.gz files of documents in the wire format; quotes, entities (scored as names), and
            tokens with sentences and pos are scored where they are there.
        model: the tagger, as for `Pipeline.default`.
        labels: of names to score; default those that each document says were annotated.
        json_path: where to write all scores as JSON.

    Raises:
        InputError: a file that is missing, is not gold, or has nothing to score.
    """
    pipeline = Pipeline.default(model)
    scores: dict[str, dict[str, Any]] = {}
    documents: dict[str, int] = {}
    for path in [gold] if isinstance(gold, Path) else gold:
        records = list(read(path))
        parts = [part for part in _NEEDED if any(record.get(part) for record in records)]
        if "quotes" in parts:  # corpora of quotations carry entities for other ends
            parts = ["quotes"]
        if "tokens" in parts and not any(record.get("pos") for record in records):
            parts.remove("tokens")
        if not parts:
            raise InputError(f"{path}: no document has quotes, entities, or tokens with pos to score against")
        predictions = _predictions(pipeline, records, {layer for part in parts for layer in _NEEDED[part]})
        scores[path.name] = _scored(parts, records, predictions, labels)
        documents[path.name] = len(records)
    result = Evaluation(scores, documents)
    if json_path is not None:
        json_path.write_text(result.to_json() + "\n", encoding="utf-8")
    return result


def _predictions(
    pipeline: Pipeline, records: Sequence[Mapping[str, Any]], layers: Iterable[str]
) -> dict[str, dict[str, Any]]:
    sources = [(str(record["id"]), record["text"]) for record in records]
    out = {}
    for doc in pipeline.only(*sorted(layers)).pipe(sources):
        found = doc.to_dict()
        if "names" in doc:
            # Names are scored as they stand in the text, not as the entities that they are merged into.
            found["entities"] = [
                {"start": name.span.start, "end": name.span.end, "label": name.label} for name in doc.names
            ]
        out[doc.id] = found
    return out


def _scored(
    parts: Iterable[str],
    records: Sequence[Mapping[str, Any]],
    predictions: Mapping[str, Mapping[str, Any]],
    labels: Iterable[str] | None,
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for part in parts:
        if part == "quotes":
            out["quotes"] = score_quotes(records, predictions)
        elif part == "entities":
            out["names"] = score_names(records, predictions, labels)
        else:
            out["tokens"] = score_tokens(records, predictions)
    return out


# ---------------------------------------------------------------- tables


def _cell(score: Score) -> str:
    return f"{100 * score.precision:5.1f} {100 * score.recall:5.1f} {100 * score.f1:5.1f}"


def _quote_table(scores: Mapping[str, Any]) -> list[str]:
    lines = [f"{'':20}{'exact':>17}{'exact segment':>20}{'token overlap':>20}   n"]
    for role, kinds in scores["spans"].items():
        for kind, measures in kinds.items():
            if measures["exact"].gold or measures["exact"].predicted:
                cells = "   ".join(_cell(score) for score in measures.values())
                lines.append(f"{role:8}{kind:12}{cells}   {measures['exact'].predicted}/{measures['exact'].gold}")
    lines.append(f"{'':20}{'detected':>17}{'who said what':>20}   source accuracy")
    for kind, found in scores["detection"].items():
        if found.gold or found.predicted:
            accuracy = scores["source_accuracy"].get(kind)
            shown = "" if accuracy is None else f"   {100 * accuracy:5.1f}"
            lines.append(f"{'quotes':8}{kind:12}{_cell(found)}   {_cell(scores['who_said_what'][kind])}{shown}")
    lines += [f"{'named speaker':14}{kind:8}{_cell(score)}" for kind, score in scores["named_speaker"].items()]
    for form, share in scores["speaker_accuracy"].items():
        if share["of_all_gold"] is not None:
            detected = 100 * (share["of_detected"] or 0)
            lines.append(
                f"speaker {form:12} of detected {detected:5.1f}   of all gold {100 * share['of_all_gold']:5.1f}"
            )
    return lines


def _name_table(scores: Mapping[str, Any]) -> list[str]:
    rows = {"names": scores["micro"], "spans alone": scores["spans"], **scores["labels"]}
    return [f"{name:12}{_cell(score)}   {score.predicted}/{score.gold}" for name, score in rows.items()]


def _token_table(scores: Mapping[str, Any]) -> list[str]:
    rows = {"tokens": scores["tokens"], "sentences": scores["sentences"]}
    lines = [f"{name:12}{_cell(score)}   {score.predicted}/{score.gold}" for name, score in rows.items()]
    tags = scores["tags"]
    return [
        *lines,
        f"tags        {100 * tags['of_agreeing_tokens']:.1f} of agreeing tokens"
        f" ({100 * tags['folded']:.1f} in the older tag set), {100 * tags['of_all_gold']:.1f} of all gold tokens",
    ]


_TABLES: Final = {"quotes": _quote_table, "names": _name_table, "tokens": _token_table}
