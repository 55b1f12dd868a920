"""The page of one document: a single HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.document import Document
from sayso.errors import MissingExtraError
from sayso.report.markup import clean
from sayso.report.shown import counts
from sayso.report.view import page_view

if TYPE_CHECKING:
    import os

    from jinja2 import Template

__all__ = ["render_page", "render_template", "write_page", "write_text"]


def render_page(doc: Document) -> str:
    """The page of a document as HTML.

    Layers that the document lacks leave their part of the page out; all its words are escaped.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    return render_template("page", page=page_view(doc), counts=counts)


def write_page(doc: Document, path: str | os.PathLike[str]) -> Path:
    """Write the page of a document to a file and return its path.

    Raises:
        MissingExtraError: Jinja2 is not installed.
        OSError: the file cannot be written.
    """
    return write_text(render_page(doc), Path(path))


def write_text(html: str, path: Path) -> Path:
    """Write a page; a folder that is not there yet is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="\n")
    return path


def render_template(name: str, **values: Any) -> str:
    """Fill the template of this name; its style and script stand in it, and the policy allows only these two."""
    from sayso import __version__

    template, style, script = _load(name)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(style)}",
            f"script-src {_digest(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return template.render(policy=policy, style=_trusted(style), script=_trusted(script), version=__version__, **values)


@functools.cache
def _load(name: str) -> tuple[Template, str, str]:
    try:
        import jinja2
    except ImportError:
        raise MissingExtraError("the report page", package="Jinja2", extra="report") from None
    folder = files("sayso.report") / "templates"

    def read(file: str) -> str:
        return (folder / file).read_text(encoding="utf-8")

    def cleaned(value: Any) -> Any:
        return clean(value) if type(value) is str else value

    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=cleaned,
        loader=jinja2.FunctionLoader(read),
    )
    return environment.get_template(f"{name}.html.jinja"), read("base.css") + read(f"{name}.css"), read(f"{name}.js")


def _trusted(text: str) -> str:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- the package's own style and script


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
