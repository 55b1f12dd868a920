"""Analysers in an order worked out from what they require, run over one text or many."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sayso.document import Document
from sayso.errors import BatchError, Failure, InputError, PipelineError, SaysoError, UnknownNameError
from sayso.records import Entity, Mention, Name, Quotation, Quote, Summary, Tone
from sayso.registry import Analyser, BatchAnalyser, check_analyser, load_analyser
from sayso.spans import Labels, Paragraphs, SpanArray

if TYPE_CHECKING:
    from sayso.engine import ModelName, Tagger

__all__ = ["Pipeline"]

Source: TypeAlias = str | tuple[str, str] | Mapping[str, Any] | Document
OnError: TypeAlias = Literal["defer", "raise"] | Callable[[Failure], object]


class Pipeline:
    """Analysers that run one after another, each adding a layer; the order follows from what they require.

    A layer that a document already has is kept, so names, entities or coreference from elsewhere can be supplied.

    Args:
        analysers: in any order; of two that provide the same layer the later one is taken.

    Raises:
        PipelineError: something is not an analyser, or analysers require each other in a circle.
        UnknownNameError: a required layer that nobody provides; lists the nearest names.
    """

    __slots__ = ("_given", "_steps")

    def __init__(self, analysers: Iterable[Analyser], *, given: Iterable[str] = ()) -> None:
        """`given` names layers that the documents will bring along."""
        by_name: dict[str, Analyser] = {}
        for step in analysers:
            check_analyser(step)
            by_name[step.name] = step
        self._given = frozenset(given)
        self._steps = _in_order(by_name, self._given)

    @classmethod
    def default(cls, model: ModelName | Tagger | None = None) -> Pipeline:
        """The whole chain from text to summary.

        Args:
            model: "fast", "accurate", a tagger of yours, or None for the default.
        """
        from sayso.analysers import default_analysers

        return cls(default_analysers(model))

    @property
    def analysers(self) -> tuple[Analyser, ...]:
        """The analysers in the order in which they run."""
        return self._steps

    def with_analysers(self, *analysers: Analyser | str) -> Pipeline:
        """A pipeline with analysers added, or put in the place of one of the same name; strings name installed ones."""
        added = [load_analyser(item) if isinstance(item, str) else item for item in analysers]
        return Pipeline([*self._steps, *added], given=self._given)

    def only(self, *layers: str) -> Pipeline:
        """The part of this pipeline that these layers need."""
        by_name = {step.name: step for step in self._steps}
        wanted: dict[str, Analyser] = {}
        todo = list(layers)
        while todo:
            name = todo.pop()
            if name in self._given or name in wanted:
                continue
            if name not in by_name:
                raise UnknownNameError("layer in this pipeline", name, by_name)
            wanted[name] = by_name[name]
            todo.extend(by_name[name].requires)
        return Pipeline(wanted.values(), given=self._given)

    def __call__(self, source: Source) -> Document:
        """Analyse one text.

        Args:
            source: a text, an (id, text) pair, a mapping with "text" and perhaps "id" and "meta", or a Document.

        Raises:
            InputError: not a text, a text with nothing in it, or a layer brought along that is not what it should be.
            PipelineError: an analyser failed; names it.
        """
        doc = as_document(source)
        for step in self._steps:
            if step.name not in doc.layers:
                doc = doc.with_layer(step.name, _run(step, doc))
        return doc

    def pipe(
        self,
        sources: Iterable[Source],
        *,
        batch_size: int = 64,
        processes: int = 1,
        on_error: OnError = "defer",
    ) -> Iterator[Document]:
        """Analyse many texts, in order, reading the input as it goes.

        Args:
            sources: as for a call, each.
            batch_size: how many documents are analysed together.
            processes: worker processes; results are the same whatever their number.
            on_error: "defer" delivers all good documents and then raises BatchError; "raise" stops at the first
                failure; a function is called with each Failure and the rest goes on.

        Raises:
            BatchError: with on_error="defer", after the last document, when some failed.
        """
        if isinstance(sources, (str, Mapping, Document)):
            raise InputError("pipe takes many texts; for one text call the pipeline itself, or put the text in a list")
        if batch_size < 1 or processes < 1:
            raise InputError(f"batch_size and processes must be at least 1, not {batch_size} and {processes}")
        if not callable(on_error) and on_error not in ("defer", "raise"):
            raise InputError(f"on_error must be 'defer', 'raise' or a function, not {on_error!r}")
        failures: list[Failure] = []
        for outcome in self._outcomes(sources, batch_size, processes):
            if isinstance(outcome, Document):
                yield outcome
            elif on_error == "raise":
                raise outcome.error
            elif on_error == "defer":
                failures.append(outcome)
            else:
                on_error(outcome)
        if failures:
            raise BatchError(failures)

    def _outcomes(self, sources: Iterable[Source], batch_size: int, processes: int) -> Iterator[Document | Failure]:
        batches = _batched(enumerate(sources), batch_size)
        if processes == 1:
            for batch in batches:
                yield from self._run_batch(batch)
            return
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(processes, initializer=_set_worker, initargs=(self,)) as pool:
            waiting = [pool.submit(_work, batch) for batch in itertools.islice(batches, 2 * processes)]
            while waiting:
                yield from waiting.pop(0).result()
                waiting += [pool.submit(_work, batch) for batch in itertools.islice(batches, 1)]

    def _run_batch(self, batch: Sequence[tuple[int, Source]]) -> list[Document | Failure]:
        outcomes: list[Document | Failure] = []
        for number, source in batch:
            try:
                doc = as_document(source)
                outcomes.append(doc if doc.id else Document(doc.text, str(number), doc.meta, doc.layers))
            except SaysoError as error:
                outcomes.append(Failure(_id_of(source) or str(number), str(error), error))
        for step in self._steps:
            todo = {
                i: doc for i, doc in enumerate(outcomes) if isinstance(doc, Document) and step.name not in doc.layers
            }
            for (i, doc), value in zip(todo.items(), _apply(step, list(todo.values())), strict=True):
                outcomes[i] = value if isinstance(value, Failure) else doc.with_layer(step.name, value)
        return outcomes

    def __repr__(self) -> str:
        return f"<Pipeline: {' → '.join(step.name for step in self._steps)}>"


def as_document(source: Source) -> Document:
    """A Document from whatever the pipeline accepts; raises InputError where there is no text."""
    if isinstance(source, Document):
        doc = source
        _check_layers(doc)
    elif isinstance(source, str):
        doc = Document(source)
    elif isinstance(source, Mapping):
        doc = _from_mapping(source)
    elif isinstance(source, tuple) and len(source) == 2:
        doc = Document(source[1], str(source[0]))
    else:
        kind = type(source).__name__
        raise InputError(f'cannot analyse a {kind}: give a str, an (id, text) pair, a dict with "text", or a Document')
    if not doc.text.strip():
        raise InputError(f"the text{f' of {doc.id}' if doc.id else ''} is empty")
    return doc


def _from_mapping(source: Mapping[str, Any]) -> Document:
    if "text" not in source:
        raise InputError(f'a document without "text"; it has {", ".join(map(repr, source)) or "nothing"}')
    meta = source.get("meta") or {}
    if not isinstance(meta, Mapping):
        raise InputError(f'"meta" must be a mapping, not {type(meta).__name__}')
    return Document(source["text"], str(source.get("id") or ""), meta)


def _check_layers(doc: Document) -> None:
    """Raise InputError where a built-in layer that the document brings along is not what later steps will read."""
    for name, value in doc.layers.items():
        kind = _LAYER_KINDS.get(name)
        if kind is not None and not isinstance(value, kind):
            raise InputError(f"layer {name!r} must be of type {kind.__name__}, not {type(value).__name__}")
        record = _LAYER_RECORDS.get(name)
        if record is None:
            continue
        if not isinstance(value, tuple) or not all(isinstance(item, record) for item in value):
            raise InputError(f"layer {name!r} must be a sequence of {record.__name__}")
        for item in value:
            if isinstance(item, (Name, Mention)) and not 0 <= item.span.start < item.span.end <= len(doc.text):
                raise InputError(f"layer {name!r}: {item.span} lies outside the text of {len(doc.text)} characters")


_LAYER_KINDS: Final[Mapping[str, type]] = {
    "paragraphs": Paragraphs,
    "tokens": SpanArray,
    "sentences": SpanArray,
    "labels": Labels,
    "sentiment": Tone,
    "salience": Mapping,
    "summary": Summary,
}
_LAYER_RECORDS: Final[Mapping[str, type]] = {
    "names": Name,
    "quotations": Quotation,
    "mentions": Mention,
    "coref": tuple,
    "entities": Entity,
    "quotes": Quote,
}


def _id_of(source: object) -> str:
    if isinstance(source, Mapping):
        return str(source.get("id") or "")
    if isinstance(source, tuple) and source:
        return str(source[0])
    return source.id if isinstance(source, Document) else ""


def _apply(step: Analyser, docs: Sequence[Document]) -> list[Any]:
    """One value or Failure a document; a batch that fails is run again one by one, to blame the right document."""
    if isinstance(step, BatchAnalyser) and len(docs) > 1:
        try:
            values = list(step.batch(docs))
        except Exception:
            values = []
        if len(values) == len(docs):
            return values
    return [_apply_one(step, doc) for doc in docs]


def _apply_one(step: Analyser, doc: Document) -> Any:
    try:
        return _run(step, doc)
    except SaysoError as error:
        return Failure(doc.id, str(error), error)


def _run(step: Analyser, doc: Document) -> Any:
    try:
        return step(doc)
    except SaysoError:
        raise
    except Exception as error:
        raise PipelineError(f"analyser {step.name!r} failed: {type(error).__name__}: {error}") from error


def _in_order(by_name: Mapping[str, Analyser], given: frozenset[str]) -> tuple[Analyser, ...]:
    """Depth-first over requirements, so that the order depends only on the order given."""
    order: list[Analyser] = []
    state: dict[str, Literal["open", "done"]] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if state.get(name) == "done" or name in given:
            return
        if state.get(name) == "open":
            raise PipelineError(
                f"analysers require each other in a circle: {' → '.join((*path[path.index(name) :], name))}"
            )
        if name not in by_name:
            hint = f"Required by {path[-1]!r}; add an analyser that provides it."
            raise UnknownNameError("layer that any analyser here provides", name, by_name, hint=hint)
        state[name] = "open"
        for required in by_name[name].requires:
            visit(required, (*path, name))
        state[name] = "done"
        order.append(by_name[name])

    for name in by_name:
        visit(name, ())
    return tuple(order)


def _batched(items: Iterable[tuple[int, Source]], size: int) -> Iterator[list[tuple[int, Source]]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


_worker_pipeline: Pipeline | None = None


def _set_worker(pipeline: Pipeline) -> None:
    global _worker_pipeline  # a worker process serves one pipeline all its life
    _worker_pipeline = pipeline


def _work(batch: Sequence[tuple[int, Source]]) -> list[Document | Failure]:
    if _worker_pipeline is None:
        raise PipelineError("a worker process was started without its pipeline")
    return _worker_pipeline._run_batch(batch)
