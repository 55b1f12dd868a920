"""Build gold.jsonl from the texts and their annotations: `python corpus/build.py`; `--show` prints it to be read."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEED = HERE.parent / "seeds" / "000_cd753078c02e6e59.txt"
GOLD = HERE / "gold.jsonl"
PRONOUNS = frozenset("he she they it i we you who which that this these those".split())
SILENT_LINES = ("kicker", "byline", "caption", "link", "share")

Span = tuple[int, int]


class AnnotationError(ValueError):
    """An annotation that does not fit its text; says which line."""


def build(name: str, text: str, annotation: str) -> dict[str, Any]:
    """One document in the gold format, from its text and its annotation file."""
    parsed = parse(annotation, name)
    lines = [
        {"start": start, "end": end, "kind": kind}
        for kind, words in parsed["lines"]
        for start, end in [only(text, words, f"{name}: line {words!r}", kind=kind)]
    ]
    silent = [(line["start"], line["end"]) for line in lines if line["kind"] in SILENT_LINES]
    entities = mark_entities(text, parsed["entities"], silent)
    labels = {names[0]: label for label, names in parsed["entities"]}
    aliases = {names[0]: names[1:] for label, names in parsed["entities"] if names[1:]}
    return {
        "id": name,
        "text": text,
        "meta": {"language": "en", "labels": ["PER", "ORG", "LOC"], "aliases": aliases},
        "lines": lines,
        "not_speech": [list(pick(text, words, name)) for words in parsed["not speech"]],
        "quotes": place_quotes(name, text, parsed["quotes"], labels, aliases),
        "entities": entities,
    }


def parse(annotation: str, name: str) -> dict[str, Any]:
    """The annotation file as lists of lines, entities, quotes and words in marks that nobody says."""
    parsed: dict[str, Any] = {"lines": [], "entities": [], "quotes": [], "not speech": []}
    for number, raw in enumerate(annotation.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if match := re.fullmatch(r"line (\w+): (.+)", line):
            parsed["lines"].append((match[1], match[2]))
        elif match := re.fullmatch(r"entity (PER|ORG|LOC) (.+)", line):
            parsed["entities"].append((match[1], match[2].split(" | ")))
        elif match := re.fullmatch(r"not speech: (.+)", line):
            parsed["not speech"].append(match[1])
        elif match := re.fullmatch(r"(?:quote (direct|mixed|indirect)|turn) (positive|neutral|negative)", line):
            quote = {
                "kind": match[1] or "direct",
                "turn": match[1] is None,
                "tone": match[2],
                "content": [],
                "also": [],
            }
            parsed["quotes"].append(quote)
        elif (match := re.fullmatch(r"(content|cue|source|speaker|also): (.+)", line)) and raw.startswith("  "):
            key, value = match[1], match[2]
            quote = parsed["quotes"][-1]
            if key == "content":
                quote["content"].append(value)
            else:
                quote[key] = value.split(" | ") if key == "also" else None if value == "-" else value
        else:
            raise AnnotationError(f"{name}, line {number}: cannot read {line!r}")
    return parsed


def place_quotes(
    name: str, text: str, quotes: list[dict[str, Any]], labels: dict[str, str], aliases: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """The quotes with offsets; contents in the order of the text, cue nearest to content, source nearest to cue."""
    placed: list[dict[str, Any]] = []
    cursor = 0
    for number, quote in enumerate(quotes, start=1):
        where = f"{name}: quote {number}"
        content: list[Span] = []
        for words in quote["content"]:
            content.append(pick(text, words, where, content[-1][1] if content else cursor))
        cursor = content[0][0]
        if quote["turn"]:
            source = turn_source(text, content[0], quote["source"], where)
            cue = None
        else:
            cue = nearest(text, quote["cue"], content, content, where)
            source = nearest(
                text, quote["source"], [cue] if cue else content, [*content, *([cue] if cue else [])], where
            )
        speaker, label = speaker_of(quote["speaker"], labels, where)
        placed.append(
            {
                "id": f"q{number}",
                "kind": quote["kind"],
                "content": [list(span) for span in content],
                "cue": [list(cue)] if cue else [],
                "source": [list(source)] if source else [],
                "speaker": speaker,
                "speaker_label": label,
                "speaker_aliases": sorted({*aliases.get(speaker or "", []), *quote["also"]}),
                "quote_type": source_type(text, source, labels, aliases),
                "tone": quote["tone"],
                "parent": next((p["id"] for p in reversed(placed) if encloses(p["content"], content)), None),
            }
        )
    return placed


def encloses(outer: list[list[int]], inner: list[Span]) -> bool:
    return all(any(s <= start and end <= e for s, e in outer) for start, end in inner)


def speaker_of(speaker: str | None, labels: dict[str, str], where: str) -> tuple[str | None, str]:
    if speaker is None:
        return None, "NONE"
    if match := re.fullmatch(r"(.+) \((GROUP|THING)\)", speaker):
        return match[1], match[2]
    if speaker not in labels:
        raise AnnotationError(f"{where}: the speaker {speaker!r} is not among the entities")
    return speaker, labels[speaker]


def source_type(text: str, source: Span | None, labels: dict[str, str], aliases: dict[str, list[str]]) -> str:
    """How the source is written: by a name, a pronoun or another noun phrase."""
    if source is None:
        return "none"
    words = text[source[0] : source[1]]
    if words.lower() in PRONOUNS:
        return "pronoun"
    names = [*labels, *(alias for names in aliases.values() for alias in names)]
    return "name" if any(list(occurrences(words, form)) for form in names) else "nominal"


def turn_source(text: str, content: Span, source: str, where: str) -> Span:
    """Who speaks in a turn of an interview stands at the head of its line."""
    start = text.rfind("\n", 0, content[0]) + 1
    if not text.startswith(f"{source}:", start):
        raise AnnotationError(f"{where}: its line does not begin with {source!r}")
    return start, start + len(source)


def nearest(text: str, words: str | None, anchors: list[Span], taken: list[Span], where: str) -> Span | None:
    """The occurrence of the words that lies nearest to one of the anchors, outside of what is taken."""
    if words is None:
        return None
    if re.search(r" #\d+$", words):
        return pick(text, words, where)
    inside = any(text[s:e].count(words) for s, e in taken)
    found = [span for span in occurrences(text, words) if not any(s < span[1] and span[0] < e for s, e in taken)]
    if not found:
        raise AnnotationError(f"{where}: {words!r} is not in the text{' outside its content' if inside else ''}")
    return min(found, key=lambda span: min(max(span[0] - e, s - span[1]) for s, e in anchors))


def pick(text: str, words: str, where: str, start: int = 0) -> Span:
    """The first occurrence of the words at or behind `start`; of "words #2" the second in the text."""
    nth = 1
    if match := re.fullmatch(r"(.+) #(\d+)", words):
        words, nth, start = match[1], int(match[2]), 0
    found = [span for span in occurrences(text, words) if span[0] >= start]
    if len(found) < nth:
        raise AnnotationError(f"{where}: {words!r} is not in the text behind {start}")
    return found[nth - 1]


def only(text: str, words: str, where: str, *, kind: str) -> Span:
    """The one line that these words are.

    A dateline may open a line that goes on as body text, and a kicker one that goes on as the headline.
    """
    found = [span for span in occurrences(text, words) if at_line(text, span, kind)]
    if len(found) != 1:
        raise AnnotationError(f"{where}: {len(found)} such lines in the text")
    return found[0]


def at_line(text: str, span: Span, kind: str) -> bool:
    begins = span[0] == 0 or text[span[0] - 1] == "\n" or (kind == "headline" and text[: span[0]].endswith(": "))
    ends = span[1] == len(text) or text[span[1]] == "\n" or kind in ("dateline", "kicker")
    return begins and ends


def occurrences(text: str, words: str) -> list[Span]:
    """Everywhere that the words stand as whole words."""
    before = r"(?<![\w-])" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    return [match.span() for match in re.finditer(before + re.escape(words) + after, text)]


def mark_entities(text: str, entities: list[tuple[str, list[str]]], silent: list[Span]) -> list[dict[str, Any]]:
    """Every mention by name, longest names first, outside of lines that are not part of the article."""
    forms = [(form, label, names[0], f"e{n}") for n, (label, names) in enumerate(entities, 1) for form in names]
    taken: list[Span] = list(silent)
    items = []
    for form, label, name, entity_id in sorted(forms, key=lambda item: -len(item[0])):
        found = occurrences(text, form) or [match.span() for match in re.finditer(re.escape(form), text)]
        free = [span for span in found if not any(s < span[1] and span[0] < e for s, e in taken)]
        if not free:
            raise AnnotationError(f"{form!r} is nowhere in the text")
        taken += free
        items += [
            {"start": start, "end": end, "label": label, "id": entity_id, "name": name, "kind": "name"}
            for start, end in free
        ]
    return sorted(items, key=lambda item: item["start"])


def build_all() -> list[dict[str, Any]]:
    """All documents of the corpus, the seed article first."""
    texts = [SEED, *sorted((HERE / "texts").glob("*.txt"))]
    return [
        build(
            path.stem, path.read_text(encoding="utf-8"), (HERE / "annotations" / path.name).read_text(encoding="utf-8")
        )
        for path in texts
    ]


def show(doc: dict[str, Any]) -> None:
    text = doc["text"]
    print(f"\n=== {doc['id']}")
    for quote in doc["quotes"]:
        words = {key: " … ".join(text[s:e] for s, e in quote[key]) or "–" for key in ("content", "cue", "source")}
        parent = f" in {quote['parent']}" if quote["parent"] else ""
        print(f"{quote['id']}{parent} {quote['kind']}, {quote['tone']}, {quote['speaker']} ({quote['speaker_label']})")
        print(f"    [{words['source']}] [{words['cue']}] {words['content']}")
        span = quote["cue"] or quote["source"] or quote["content"]
        print(f"    … {text[max(0, span[0][0] - 40) : span[0][1] + 40]!r}")
    for item in doc["entities"]:
        print(f"{item['label']} {item['name']}: {text[max(0, item['start'] - 15) : item['end'] + 15]!r}")


def main() -> int:
    """Write the gold file, or print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--show", action="store_true", help="print everything with its context instead of writing")
    docs = build_all()
    if options.parse_args().show:
        for doc in docs:
            show(doc)
    else:
        GOLD.write_text("".join(json.dumps(doc, ensure_ascii=False) + "\n" for doc in docs), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
