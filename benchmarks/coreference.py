"""Who is who and who speaks, against gold: GAP pronouns, canonical speakers, commonest errors, trust in confidence.

    python benchmarks/coreference.py DATA [--model fast]

DATA holds `coref/gap.dev.jsonl.gz` and `quotes/polnear.dev.speakers.jsonl.gz`. A quote counts as found when at least
half of the characters that it shares with a gold quote are in both; a speaker as right when it bears the gold name or
one of its aliases.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.document import Document
from sayso.learn.corpora import read
from sayso.pipeline import Pipeline
from sayso.records import Quote

DECILES = 10
ERRORS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", choices=["fast", "accurate"])
    options = parser.parse_args()
    pipeline = Pipeline.default(options.model).only("quotes")
    gap(pipeline, read(options.data / "coref" / "gap.dev.jsonl.gz"))
    speakers(pipeline, read(options.data / "quotes" / "polnear.dev.speakers.jsonl.gz"))


def gap(pipeline: Pipeline, records: Iterable[Mapping[str, Any]]) -> None:
    """F1 over (pronoun, name) pairs by gender."""
    counts: dict[str, list[int]] = {"M": [0, 0, 0], "F": [0, 0, 0]}
    for record in records:
        doc = pipeline(record)
        pronoun = tuple(record["pronoun"])
        mine = [cluster for cluster in doc.coref if any(tuple(mention.span) == pronoun for mention in cluster)]
        spans = [mention.span for cluster in mine for mention in cluster if tuple(mention.span) != pronoun]
        tally = counts[record["meta"]["gender"]]
        for candidate, gold in zip(record["candidates"], record["gold"], strict=True):
            said = any(span.overlaps(candidate) for span in spans)
            tally[0] += said and gold
            tally[1] += said
            tally[2] += gold
    f1 = {gender: 2 * hits / max(1, said + gold) for gender, (hits, said, gold) in counts.items()}
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    both = 2 * total[0] / max(1, total[1] + total[2])
    ratio = f1["F"] / max(f1["M"], 1e-9)
    print(f"GAP F1 {both:.3f}  masculine {f1['M']:.3f}  feminine {f1['F']:.3f}  ratio {ratio:.3f}")


def speakers(pipeline: Pipeline, records: Iterable[Mapping[str, Any]]) -> None:
    """Right names among the quotes found, by form of the source; confidence against accuracy; errors by kind."""
    by_form: dict[str, list[bool]] = defaultdict(list)
    errors: Counter[str] = Counter()
    trusted: list[tuple[float, bool]] = []
    for record in records:
        doc = pipeline(record)
        pairs = dict(matched(record["quotes"], doc))
        errors["quote not found"] += sum(
            1 for gold in record["quotes"] if gold["speaker"] and not any(gold is found for found in pairs.values())
        )
        for number, quote in enumerate(doc.quotes):
            gold = pairs.get(number)
            right = gold is not None and is_right(gold, quote)
            if quote.speaker is not None:
                trusted.append((quote.confidence, right))
            if gold is not None and gold["speaker"]:
                by_form[gold["quote_type"]].append(right)
                if not right:
                    errors[kind_of_error(gold, quote)] += 1
    for form, outcomes in sorted(by_form.items()):
        print(f"right speaker, source a {form:8} {sum(outcomes) / len(outcomes):.3f} of {len(outcomes)} found")
    for kind, count in errors.most_common(ERRORS):
        print(f"error {count:4}  {kind}")
    trusted.sort()
    for part in range(DECILES):
        rows = trusted[part * len(trusted) // DECILES : (part + 1) * len(trusted) // DECILES]
        if rows:
            mean, share = sum(row[0] for row in rows) / len(rows), sum(row[1] for row in rows) / len(rows)
            print(
                f"confidence {rows[0][0]:.2f} to {rows[-1][0]:.2f}, mean {mean:.2f}: right {share:.2f} of {len(rows)}"
            )


def kind_of_error(gold: Mapping[str, Any], quote: Quote) -> str:
    """What went wrong with the speaker of a quote that was found."""
    if gold["quote_type"] == "none":
        return "no source in the text"
    if quote.source is None:
        return "source not found"
    ours, theirs = places([quote.source]), places(gold["source"])
    if not 2 * len(ours & theirs) > min(len(ours), len(theirs)):
        return "another source found"
    form = {"name": "name", "pronoun": "pronoun", "nominal": "role or common noun"}[gold["quote_type"]]
    unnamed = gold["speaker_label"] in ("GROUP", "THING")
    if quote.speaker is None:
        return f"{form} led to nobody"
    if unnamed:
        return (
            f"{form} led to a name that is not meant" if quote.speaker.is_named else "unnamed speaker worded otherwise"
        )
    return f"{form} led to another name" if quote.speaker.is_named else f"{form} not led to its name"


def matched(gold: Sequence[Mapping[str, Any]], doc: Document) -> list[tuple[int, Mapping[str, Any]]]:
    """(number of our quote, gold quote), best overlap first, each used once."""
    ours = [places(quote.content) for quote in doc.quotes]
    scored = []
    for number, content in enumerate(ours):
        for other, quote in enumerate(gold):
            theirs = places(quote["content"])
            shared = len(content & theirs)
            if shared and shared / len(content | theirs) >= 0.5:
                scored.append((-shared / len(content | theirs), number, other))
    used: set[tuple[str, int]] = set()
    pairs = []
    for _, number, other in sorted(scored):
        if ("ours", number) not in used and ("gold", other) not in used:
            used |= {("ours", number), ("gold", other)}
            pairs.append((number, gold[other]))
    return pairs


def places(spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for span in spans for place in range(span[0], span[1])}


def is_right(gold: Mapping[str, Any], quote: Quote) -> bool:
    if quote.speaker is None or not gold["speaker"]:
        return False
    names = {flat(name) for name in (gold["speaker"], *gold["speaker_aliases"])}
    return flat(quote.speaker.name) in names


def flat(name: str) -> str:
    return " ".join(name.split()).strip(" .,;:'\"“”‘’").casefold()


if __name__ == "__main__":
    main()
