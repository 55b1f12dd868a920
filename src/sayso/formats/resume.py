"""Going on where an interrupted run stopped: which documents an output file already holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sayso.errors import InputError

__all__ = ["finished", "without"]


def finished(path: Path) -> Counter[str]:
    """How often each id stands in a file of JSON lines; a last line that was cut off is taken away.

    Raises:
        InputError: a line is not a document, so the file is something else; it is left as it is.
    """
    ids: Counter[str] = Counter()
    if not path.exists():
        return ids
    whole = 0
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                ids[json.loads(line)["id"]] += 1
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{path}:{number}: not a document, so this run cannot go on from it") from None
            whole += len(line)
    with path.open("r+b") as stream:
        stream.truncate(whole)
    return ids


def without(records: Iterable[Mapping[str, Any]], done: Counter[str]) -> Iterator[Mapping[str, Any]]:
    """The records whose ids are not done; of several with one id as many are passed over as are done."""
    left = Counter(done)
    for record in records:
        if left[record["id"]] > 0:
            left[record["id"]] -= 1
        else:
            yield record
