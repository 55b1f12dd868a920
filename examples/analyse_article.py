"""Analyse one article and print who said what.

python examples/analyse_article.py [FILE.txt]
"""

import sys
from pathlib import Path

import sayso

SEED = Path(__file__).parent.parent / "seeds" / "000_cd753078c02e6e59.txt"


def main(path: Path = SEED) -> None:
    doc = sayso.analyse(path.read_text(encoding="utf-8"))
    for quote in doc.quotes:
        speaker = quote.speaker.name if quote.speaker else "somebody"
        tone = doc.sentiment.quotes[quote.id]
        print(f"{speaker} ({quote.kind}, {tone.label}, {quote.confidence:.0%} sure):")
        print(f"    {doc.text_of(quote.content)}")
        print(f"    because: {'; '.join(quote.evidence)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
