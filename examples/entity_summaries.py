"""Who the main people and organisations of an article are, what they said, and what others said of them."""

from pathlib import Path

import sayso

SEED = Path(__file__).parent.parent / "seeds" / "000_cd753078c02e6e59.txt"


def main() -> None:
    doc = sayso.analyse(SEED.read_text(encoding="utf-8"))
    for entity in doc.summary.entities[:4]:
        print(entity)
        print()


if __name__ == "__main__":
    main()
