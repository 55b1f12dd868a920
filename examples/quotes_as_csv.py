"""Every quotation of a corpus as one CSV table, ready for a spreadsheet or a data frame.

python examples/quotes_as_csv.py [FILE or FOLDER ...] > quotes.csv
"""

import sys
from pathlib import Path

import sayso
from sayso.formats import read_texts, write_csv

CORPUS = Path(__file__).parent.parent / "corpus" / "texts"


def main(*paths: str) -> None:
    texts = (item for item in read_texts(paths or [CORPUS]) if not isinstance(item, sayso.Failure))
    write_csv(sayso.pipe(texts), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
