"""Bring names from elsewhere: a layer that a document already has is kept, and the rest is built upon it."""

import sayso
from sayso.records import Name

TEXT = (
    "Dr Brightwater closed the gates on Sunday. “The river will not wait,” she said. Brightwater has been right before."
)


def main() -> None:
    names = tuple(
        Name(sayso.Span(start, start + len("Brightwater")), "PER", confidence=1.0)
        for start in range(len(TEXT))
        if TEXT.startswith("Brightwater", start)
    )
    doc = sayso.analyse(sayso.Document(TEXT, layers={"names": names}))
    for entity in doc.entities:
        print(entity.name, entity.label, [doc.text_of(mention.span) for mention in entity.mentions])
    for quote in doc.quotes:
        print(quote.speaker, "said", doc.text_of(quote.content))


if __name__ == "__main__":
    main()
