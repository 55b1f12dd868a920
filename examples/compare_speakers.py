"""Compare the speakers of a whole corpus: how often they are quoted, in how many texts, in what tone.

python examples/compare_speakers.py [FILE.jsonl or FOLDER ...]
"""

import sys
from pathlib import Path

import sayso
from sayso.formats import read_texts

CORPUS = Path(__file__).parent.parent / "corpus" / "gold.jsonl"


def main(*paths: str) -> None:
    texts = [item for item in read_texts(paths or [CORPUS]) if not isinstance(item, sayso.Failure)]
    docs = list(sayso.pipe(texts))
    said: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for doc in docs:
        for quote in doc.quotes:
            if quote.speaker is not None:
                tone = doc.sentiment.quotes[quote.id]
                said.setdefault((doc.id, quote.speaker.id), []).append((quote.kind, tone.polarity))

    print(f"{'speaker':30} {'texts':>5} {'quotes':>6} {'direct':>6} {'tone':>6}")
    for person in sorted(sayso.people(docs), key=lambda person: (-person.quotes, person.name))[:15]:
        quotes = [item for place in person.appearances for item in said.get((place.document, place.entity), [])]
        direct = sum(kind == "direct" for kind, _ in quotes)
        mean = sum(polarity for _, polarity in quotes) / max(len(quotes), 1)
        print(f"{person.name[:30]:30} {len(person.documents):5} {len(quotes):6} {direct:6} {mean:+6.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
