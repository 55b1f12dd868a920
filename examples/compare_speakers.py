"""Compare the speakers of a whole corpus: how often they are quoted, in whose words, and in what tone.

python examples/compare_speakers.py [FILE.jsonl or FOLDER ...]
"""

import sys
from collections import defaultdict
from pathlib import Path

import sayso
from sayso.formats import read_texts

CORPUS = Path(__file__).parent.parent / "corpus" / "gold.jsonl"


def main(*paths: str) -> None:
    texts = [item for item in read_texts(paths or [CORPUS]) if not isinstance(item, sayso.Failure)]
    quoted: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for doc in sayso.pipe(texts):
        for quote in doc.quotes:
            if quote.speaker is not None and quote.speaker.is_named:
                tone = doc.sentiment.quotes[quote.id]
                quoted[quote.speaker.name, doc.id].append((quote.kind, tone.polarity))

    print(f"{'speaker':28} {'article':22} {'quotes':>6} {'direct':>6} {'tone':>6}")
    for (name, article), quotes in sorted(quoted.items(), key=lambda item: -len(item[1])):
        direct = sum(kind == "direct" for kind, _ in quotes)
        mean = sum(polarity for _, polarity in quotes) / len(quotes)
        print(f"{name[:28]:28} {article[:22]:22} {len(quotes):6} {direct:6} {mean:+6.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
