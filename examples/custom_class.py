"""An analyser of your own as a class with options: which topics each sentence touches, by keyword."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import sayso

SEED = Path(__file__).parent.parent / "seeds" / "000_cd753078c02e6e59.txt"


class Topics:
    """Marks every sentence with the topics whose words it holds.

    Args:
        words: topic → words that speak of it, any inflection that begins alike.
        name: the layer to provide, so that several of these can stand in one pipeline.
    """

    requires = ("sentences",)

    def __init__(self, words: Mapping[str, Sequence[str]], *, name: str = "topics") -> None:
        self.name = name
        self.patterns = {
            topic: re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})\w*", re.IGNORECASE)
            for topic, stems in words.items()
        }

    def __call__(self, doc: sayso.Document) -> list[list[str]]:
        return [
            [topic for topic, pattern in self.patterns.items() if pattern.search(doc.text, *sentence)]
            for sentence in doc.sentences
        ]


def main() -> None:
    topics = Topics(
        {"police": ["police", "truncheon", "detain"], "vote": ["elect", "vote", "poll"], "strike": ["strik"]}
    )
    doc = sayso.Pipeline.default().with_analysers(topics)(SEED.read_text(encoding="utf-8"))
    counts = Counter(topic for found in doc["topics"] for topic in found)
    for topic, count in counts.most_common():
        print(f"{topic:8} {count:3} of {len(doc.sentences)} sentences")


if __name__ == "__main__":
    main()
