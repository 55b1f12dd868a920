"""Where a command writes to, and how it says how far it is."""

from __future__ import annotations

import contextlib
import gzip
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.document import Document

__all__ = ["Progress", "opened"]


@contextlib.contextmanager
def opened(path: Path | None, *, append: bool = False) -> Iterator[IO[str]]:
    """The file to write to, or standard output as UTF-8."""
    if path is None or str(path) == "-":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.lower().endswith(".gz"):
        with gzip.open(path, "wt", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    with path.open("a" if append else "w", encoding="utf-8", newline="\n") as stream:
        yield stream


class Progress:
    """How many documents are done, on standard error once it takes long."""

    def __init__(self, *, quiet: bool) -> None:
        self.terminal = sys.stderr.isatty()
        self.quiet = quiet
        self.shown = False

    def over(self, docs: Iterable[Document]) -> Iterator[Document]:
        """The documents, counted as they pass."""
        start = last = time.monotonic()
        # On a terminal one line is kept up to date; in a log a new line now and then is enough.
        pause = 0.5 if self.terminal else 30.0
        characters = 0
        for count, doc in enumerate(docs, start=1):
            yield doc
            characters += len(doc.text)
            now = time.monotonic()
            if not self.quiet and now - start > 2 and now - last > pause:
                last = now
                self.show(f"{count:,} texts, {characters / 1e6:.1f} million characters, {now - start:.0f} s")

    def show(self, message: str) -> None:
        """Say how far it is: in place of what was said before, on a terminal."""
        if self.terminal:
            sys.stderr.write(f"\r\x1b[K{message}")
            self.shown = True
        else:
            sys.stderr.write(f"{message}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the message away, so that something else can be printed."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False
