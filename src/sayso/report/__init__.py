"""The page a person looks at: one self-contained HTML file a document, and an index for a collection."""

from __future__ import annotations

from sayso.report.collection import render, render_collection, write_collection
from sayso.report.page import render_page, write_page

__all__ = ["render", "render_collection", "render_page", "write_collection", "write_page"]
