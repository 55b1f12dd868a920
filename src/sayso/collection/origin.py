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
_ISO_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def outlet_of(doc: Document) -> str:
    """Where a document comes from as its `meta` says, or its id."""
    for key in _OUTLET_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    url = doc.meta.get("url")
    host = urlsplit(url).netloc.removeprefix("www.") if isinstance(url, str) and "//" in url else ""
    return host or doc.id


def date_of(doc: Document) -> datetime.date | None:
    """The date that a document's `meta` gives; a year or month alone counts from its first day."""
    for key in _DATE_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, (datetime.date, datetime.datetime)):
            return datetime.date(value.year, value.month, value.day)
        match = _ISO_DATE.match(value) if isinstance(value, str) else None
        if match:
            year, month, day = (int(part or 1) for part in match.groups())
            try:
                return datetime.date(year, month, day)
            except ValueError:
                continue
    return None
