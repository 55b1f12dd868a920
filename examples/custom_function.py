"""An analyser of your own as a function: words that weaken a claim, one list a quote."""

import re
from pathlib import Path

import sayso

SEED = Path(__file__).parent.parent / "seeds" / "000_cd753078c02e6e59.txt"
HEDGES = re.compile(r"\b(?:allegedly|apparently|at least|could|may|might|perhaps|possibly|reportedly|would)\b", re.I)


@sayso.analyser(requires=["quotes"])
def hedges(doc: sayso.Document) -> list[list[sayso.Span]]:
    """Where each quote hedges."""
    return [
        [sayso.Span(*match.span()) for start, end in quote.content for match in HEDGES.finditer(doc.text, start, end)]
        for quote in doc.quotes
    ]


def main() -> None:
    doc = sayso.Pipeline.default().with_analysers(hedges)(SEED.read_text(encoding="utf-8"))
    for quote, found in zip(doc.quotes, doc["hedges"], strict=True):
        if found:
            print(f"{', '.join(map(doc.text_of, found)):12} {doc.text_of(quote.content)}")
    again = sayso.Document.from_dict(doc.to_dict())
    print("The layer is written and read back like a built-in one:", again["hedges"] == doc["hedges"])


if __name__ == "__main__":
    main()
