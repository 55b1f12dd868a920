"""Where a document comes from and when, as far as its `meta` says."""

from __future__ import annotations

import datetime
import re
from typing import Final
from urllib.parse import urlsplit

from sayso.document import Document

__all__ = ["date_of", "outlet_of"]

_OUTLET_KEYS: Final = ("outlet", "publisher", "publication", "source", "site")
_DATE_KEYS: Final = ("date", "published", "publication_date", "dateCreated", "datePublished")
_DATES: Final = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:[T\s].*|Z|[+-]\d\d:?\d\d)?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s].*|Z)?",
        r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2}))?",
    )
)


def outlet_of(doc: Document) -> str:
    """Where a document comes from as its `meta` says, or its id."""
    for key in _OUTLET_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    url = doc.meta.get("url")
    return (_host_of(url) if isinstance(url, str) else "") or doc.id


def date_of(doc: Document) -> datetime.date | None:
    """The date that a document's `meta` gives; a year or month alone counts from its first day.

    Written dates begin with the year: "2024-03-05", with or without a time, "2024/3/5" or "20240305".
    """
    for key in _DATE_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, (datetime.date, datetime.datetime)):
            return datetime.date(value.year, value.month, value.day)
        date = _date_in(value.strip()) if isinstance(value, str) else None
        if date is not None:
            return date
    return None


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.removeprefix("www.")
    except ValueError:
        return ""


def _date_in(text: str) -> datetime.date | None:
    match = next((match for pattern in _DATES if (match := pattern.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        return datetime.date(*(int(parts.get(name) or 1) for name in ("year", "month", "day")))
    except ValueError:
        return None
