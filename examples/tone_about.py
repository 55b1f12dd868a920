"""In what tone is one person spoken of, and by whom?

python examples/tone_about.py [NAME] [FILE.txt]
"""

import sys
from pathlib import Path

import sayso

SEED = Path(__file__).parent.parent / "seeds" / "000_cd753078c02e6e59.txt"


def main(name: str = "Lukashenko", path: str = str(SEED)) -> None:
    doc = sayso.analyse(Path(path).read_text(encoding="utf-8"))
    about = [entity for entity in doc.entities if name in (entity.name, *entity.aliases)]
    if not about:
        named = ", ".join(entity.name for entity in doc.entities if entity.is_named)
        raise SystemExit(f"nobody here is called {name}; there are {named}")
    target = about[0]
    names = {entity.id: entity.name for entity in doc.entities}
    quotes = {quote.id: quote for quote in doc.quotes}

    print(f"{target.name}, mentioned {len(target.mentions)} times")
    writer = doc.sentiment.entities.get(target.id)
    if writer is not None:
        print(f"The writer on {target.name}: {writer.label} ({writer.polarity:+.2f})")
    for tone in doc.sentiment.by_speaker:
        if tone.target == target.id and tone.speaker != target.id:
            print(f"{names[tone.speaker]} on {target.name}: {tone.sentiment.label} ({tone.sentiment.polarity:+.2f})")
            for quote_id in tone.quotes:
                print(f"    {doc.text_of(quotes[quote_id].content)}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
