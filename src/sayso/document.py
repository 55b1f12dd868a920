"""The document: a text that never changes, and the layers that analysers add to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sayso.errors import InputError, UnknownNameError
from sayso.frozen import FrozenMap, freeze
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, Token

if TYPE_CHECKING:
    from sayso.records import Entity, Mention, Name, Quotation, Quote, Summary, Tone
    from sayso.spans import Paragraphs, SpanArray

__all__ = ["Document"]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A text and what analysers found in it, as named layers: `doc.quotes` or `doc["quotes"]`.

    A document is never changed: `with_layer` returns a new one that shares text and layers.

    Args:
        text: the text, kept as it is.
        id: a name for it in tables and error messages.
        meta: anything known about it (date, outlet, …), JSON values.
        layers: layer name → value.
    """

    text: str
    id: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    layers: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise InputError(f"a document's text must be str, not {type(self.text).__name__}")
        object.__setattr__(self, "meta", freeze(dict(self.meta)))
        object.__setattr__(self, "layers", FrozenMap({name: freeze(value) for name, value in self.layers.items()}))

    def with_layer(self, name: str, value: Any) -> Document:
        """A document with one layer added or replaced; lists and dicts in it become read-only."""
        new = object.__new__(Document)
        for slot in ("text", "id", "meta"):
            object.__setattr__(new, slot, getattr(self, slot))
        object.__setattr__(new, "layers", FrozenMap({**self.layers, name: freeze(value)}))
        return new

    def __getitem__(self, name: str) -> Any:
        try:
            return self.layers[name]
        except KeyError:
            raise UnknownNameError(
                "layer of this document",
                name,
                self.layers,
                hint="Run a pipeline with an analyser of that name over it.",
            ) from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # protocols such as copy and pickle probe for these
            raise AttributeError(name)
        try:
            return self[name]
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    def __contains__(self, name: object) -> bool:
        return name in self.layers

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.text, self.id, self.meta, self.layers) == (other.text, other.id, other.meta, other.layers)

    __hash__ = None  # type: ignore[assignment]  # layers may hold anything

    def __repr__(self) -> str:
        label = f" {self.id!r}" if self.id else ""
        return f"<Document{label}: {len(self.text)} characters; {', '.join(self.layers) or 'no layers'}>"

    def _repr_html_(self) -> str:
        from sayso.report.notebook import document_html

        return document_html(self)

    def text_of(self, span: tuple[int, int] | Sequence[tuple[int, int]] | None) -> str:
        """The words of a span; of several spans, joined by " … "; of None, nothing."""
        if span is None:
            return ""
        pairs: list[Any] = list(span)
        if pairs and isinstance(pairs[0], int):
            pairs = [span]
        return " … ".join(self.text[start:end] for start, end in pairs)

    def token(self, index: int) -> Token:
        """The token at an index as a view with its labels."""
        span = self["tokens"][index]
        labels: Labels | None = self.layers.get("labels")
        if labels is None:
            return Token(span, self.text[span.start : span.end])
        tags = POS_TAGS[labels.pos[index]], NAME_TAGS[labels.names[index]], ROLE_TAGS[labels.roles[index]]
        return Token(span, self.text[span.start : span.end], *tags)

    def to_dict(self, layers: Iterable[str] | None = None) -> dict[str, Any]:
        """The wire format: JSON values only; see `sayso.wire`. `layers` limits what is written (default: all)."""
        from sayso import wire

        return wire.encode(self, layers)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """Read what `to_dict` wrote; raises `WireError` with the path of the first bad field."""
        from sayso import wire

        return wire.decode(data)

    if TYPE_CHECKING:  # the built-in layers, for editors and type checkers; at run time __getattr__ serves them

        @property
        def paragraphs(self) -> Paragraphs: ...
        @property
        def tokens(self) -> SpanArray: ...
        @property
        def sentences(self) -> SpanArray: ...
        @property
        def labels(self) -> Labels: ...
        @property
        def names(self) -> tuple[Name, ...]: ...
        @property
        def quotations(self) -> tuple[Quotation, ...]: ...
        @property
        def mentions(self) -> tuple[Mention, ...]: ...
        @property
        def coref(self) -> tuple[tuple[Mention, ...], ...]: ...
        @property
        def entities(self) -> tuple[Entity, ...]: ...
        @property
        def quotes(self) -> tuple[Quote, ...]: ...
        @property
        def sentiment(self) -> Tone: ...
        @property
        def salience(self) -> Mapping[str, float]: ...
        @property
        def summary(self) -> Summary: ...
