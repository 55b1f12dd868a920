"""The accurate tagger: a small encoder fine-tuned for all labels at once, run by ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.engine.decoding import Packing, best_path, marginals
from sayso.engine.encoding import MARK_STATES, EncodedText, Window, encode, windows
from sayso.engine.fast import FastTagger, Reading
from sayso.engine.wordpiece import WordPiece
from sayso.errors import InputError, MissingExtraError, ModelError
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels

__all__ = ["FORMAT", "AccurateTagger"]

FORMAT: Final = "sayso-accurate/1"
_TASKS: Final[dict[str, tuple[str, ...]]] = {"roles": ROLE_TAGS, "names": NAME_TAGS, "pos": POS_TAGS}
_HEADS: Final = {
    "roles": slice(0, len(ROLE_TAGS)),
    "names": slice(len(ROLE_TAGS), len(ROLE_TAGS) + len(NAME_TAGS)),
    "pos": slice(len(ROLE_TAGS) + len(NAME_TAGS), None),
}
_SIZE, _LEFT, _RIGHT = 128, 32, 16  # pieces whose labels are kept, and context on either side
_GROUP_TOKENS: Final = 30_000  # decoded together: enough to be quick, little enough to stay small
_FORBIDDEN: Final = -1e4
_CONTENT: Final = slice(ROLE_TAGS.index("B-content"), ROLE_TAGS.index("I-content") + 1)
_IN_DOUBLE: Final = MARK_STATES.index("double")
_IN_SINGLE: Final = MARK_STATES.index("single")
# How much the second opinion counts for names, and for roles where marks are about; chosen on dev.
_NAME_SHARE: Final = 0.3
_ROLE_SHARE: Final = 0.5
_AT_HOME: Final = 0.85  # a text in which it takes this share of the words in marks for content is of its kind
_DOUBT: Final = 0.05  # added to its probabilities, since it is never as sure as it says
Floats = NDArray[np.float32]


class AccurateTagger:
    """Part of speech, names and quotation roles from a fine-tuned encoder (int8, ONNX Runtime).

    A text is read in overlapping windows, each by itself, so that its labels depend neither on the batch it comes in
    nor on the number of threads.

    The fast tagger is asked for a second opinion: it errs elsewhere, since it reads letters as they are written, where
    the encoder is uncased, and whole paragraphs with their pairs of marks. The scores of names everywhere, and of
    roles in sentences that hold words in marks, are those of both (a product of experts, Hinton 2002).

    Args:
        session: an `onnxruntime.InferenceSession` of the model.
        path: where it was read from, to be read again in another process.
        second: gives the second opinion; None does without.
        threads: how many windows are read at once.
    """

    def __init__(self, session: Any, path: Path, *, second: FastTagger | None = None, threads: int = 1) -> None:
        if threads < 1:
            raise InputError(f"threads must be at least 1, not {threads}")
        self._session, self._path, self._second, self._threads = session, path, second, threads
        kept = session.get_modelmeta().custom_metadata_map
        try:
            self._wordpiece = WordPiece(kept["vocabulary"].split("\n"))
            steps = {name: np.array(json.loads(kept[f"{name}_steps"]), np.float32) for name in ("role", "name")}
            temperature = json.loads(kept["info"]).get("temperature", {})
            named = {task: tuple(tags) for task, tags in json.loads(kept["labels"]).items()}
        except (KeyError, ValueError, AttributeError) as error:
            raise ModelError(
                f"{path}: not an accurate model of sayso ({error!r}); train one with `sayso train`"
            ) from error
        if named != _TASKS:
            raise ModelError(f"{path}: made for another set of labels; train it again with `sayso train accurate`")
        self._steps = {"roles": _allowed_steps(steps["role"]), "names": _allowed_steps(steps["name"])}
        self._temperature = {task: float(temperature.get(task, 1.0)) for task in ("roles", "names")}

    @classmethod
    def load(cls, path: Path, *, second: FastTagger | None = None, threads: int = 1) -> AccurateTagger:
        """Read a model.

        Args:
            path: the .onnx file; a file of the same name ending in .sha256 beside it is checked against it.
            second: gives the second opinion; None does without.
            threads: how many windows are read at once.

        Raises:
            MissingExtraError: ONNX Runtime is not installed.
            ModelError: the file is missing, damaged or not a model of this version.
        """
        try:
            import onnxruntime
        except ImportError as error:
            what = 'the accurate model (the default; model="fast" does without)'
            raise MissingExtraError(what, package="onnxruntime", extra="accurate") from error
        data = _checked(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.x64quantprecision", "1")  # no overflow on processors without VNNI
        options.log_severity_level = 4  # what goes wrong is raised; the log would go to standard error
        try:
            session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
            form = session.get_modelmeta().custom_metadata_map.get("format")
        except Exception as error:  # its exception classes differ between versions
            raise ModelError(_damaged(path, f"ONNX Runtime cannot read it: {error}")) from error
        if form != FORMAT:
            raise ModelError(f"{path}: format {form!r}, but this version of sayso reads {FORMAT!r}; train it again")
        return cls(session, path, second=second, threads=threads)

    def at_temperature(self, temperature: float) -> AccurateTagger:
        """The same tagger with softer (above 1) or sharper probabilities; its labels stay the same."""
        other = AccurateTagger(self._session, self._path, second=self._second, threads=self._threads)
        other._temperature = dict.fromkeys(self._temperature, temperature)
        return other

    def __reduce__(self) -> tuple[Any, ...]:
        return _load, (self._path, self._second, self._threads)

    def __repr__(self) -> str:
        return f"<AccurateTagger {self._path.name}, {self._threads} thread{'s' if self._threads > 1 else ''}>"

    def tag(self, docs: Sequence[Document], /) -> list[Labels]:
        """One `Labels` a document, in order; the documents have the layers paragraphs, tokens and sentences."""
        return [
            Labels(pos, _begun(names), _begun(roles), sure[np.arange(len(names)), names], role_probabilities)
            for pos, (names, sure), (roles, role_probabilities) in self._read_all(docs)
        ]

    def probabilities(self, docs: Sequence[Document], /) -> list[tuple[Floats, Floats]]:
        """Of each document, how probable every name tag and every role tag is at every token, (tokens, tags)."""
        return [(names, roles) for _, (_, names), (_, roles) in self._read_all(docs)]

    def _read_all(self, docs: Sequence[Document]) -> Iterator[Reading]:
        if self._threads == 1:
            for group in _groups(docs):
                yield from self._read_group(group, None)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for group in _groups(docs):
                yield from self._read_group(group, pool)

    def _read_group(self, docs: Sequence[Document], pool: ThreadPoolExecutor | None) -> Iterator[Reading]:
        texts = [encode(doc, self._wordpiece) for doc in docs]
        advice = self._advised(docs, texts)
        places = [
            (text, own, window)
            for text, own in zip(texts, advice, strict=True)
            for window in windows(text, size=_SIZE, left=_LEFT, right=_RIGHT)
        ]
        scores = list((map if pool is None else pool.map)(self._read, places))
        if not scores:
            yield from (_nothing() for _ in docs)
            return
        kept = np.concatenate([_kept(window) for *_, window in places])
        packing = _packing([window.end - window.begin for *_, window in places])
        table = np.concatenate(scores)
        pos = table[kept, _HEADS["pos"]].argmax(1).astype(np.uint8)
        roles, role_probabilities = self._decode("roles", table, packing, kept)
        names, name_probabilities = self._decode("names", table, packing, kept)
        ends = np.cumsum([0, *(len(text.first) for text in texts)]).tolist()
        for a, b in pairwise(ends):
            yield pos[a:b], (names[a:b], name_probabilities[a:b]), (roles[a:b], role_probabilities[a:b])

    def _advised(self, docs: Sequence[Document], texts: Sequence[EncodedText]) -> Sequence[Floats | None]:
        """Of each text, what the second opinion adds to the scores."""
        if self._second is None:
            return [None] * len(texts)
        found = self._second.probabilities(docs)
        return [_advice(text, names, roles) for text, (names, roles) in zip(texts, found, strict=True)]

    def _read(self, place: tuple[EncodedText, Floats | None, Window]) -> Floats:
        """Scores of a window's tokens, (tokens, labels of all heads)."""
        text, advice, window = place
        begin, end = int(text.first[window.begin]), int(text.ends[window.end - 1])
        span = slice(begin, end)
        (labels,) = self._session.run(
            ["labels"],
            {
                "pieces": np.concatenate(([self._wordpiece.cls], text.pieces[span])),
                "shapes": np.concatenate(([0], text.shapes[span])),
                "marks": np.concatenate(([0], text.marks[span])),
                "first": text.first[window.begin : window.end] - (begin - 1),
            },
        )
        if advice is not None:
            labels[:, : advice.shape[1]] += advice[window.begin : window.end]
        return labels  # type: ignore[no-any-return]

    def _decode(
        self, task: str, table: Floats, packing: Packing, kept: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint8], Floats]:
        """The best labels of the kept tokens, and the calibrated probabilities of all."""
        steps, scores = self._steps[task], np.ascontiguousarray(table[:, _HEADS[task]])
        start = np.zeros(scores.shape[1], np.float32)
        best = best_path(scores, steps, start, packing)
        warmth = np.float32(self._temperature[task])
        return best[kept], marginals(scores / warmth, np.maximum(steps / warmth, _FORBIDDEN), start, packing)[kept]


def _load(path: Path, second: FastTagger | None, threads: int) -> AccurateTagger:
    return AccurateTagger.load(path, second=second, threads=threads)


def _checked(path: Path) -> bytes:
    """The file's bytes, compared with the checksum beside it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(_damaged(path, f"cannot be read ({error.strerror or error})")) from error
    beside = path.with_suffix(".sha256")
    if beside.is_file():
        expected = beside.read_text(encoding="ascii", errors="replace").split()
        if not expected or hashlib.sha256(data).hexdigest() != expected[0]:
            raise ModelError(_damaged(path, f"its bytes are not those that {beside.name} stands for"))
    return data


def _damaged(path: Path, problem: str) -> str:
    return (
        f"{path}: {problem}. Install sayso again, train the model with `sayso train accurate`, "
        'or use the fast one: model="fast" (on the command line --model fast)'
    )


def _groups(docs: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Runs of documents of about `_GROUP_TOKENS` tokens."""
    start = size = 0
    for i, doc in enumerate(docs):
        size += len(doc["tokens"])
        if size >= _GROUP_TOKENS:
            yield docs[start : i + 1]
            start, size = i + 1, 0
    if start < len(docs):
        yield docs[start:]


def _allowed_steps(steps: Floats) -> Floats:
    """Transition scores in which no span goes on that has not begun (labels are O, then B and I of each kind)."""
    allowed: Floats = steps.copy()
    for inside in range(2, len(steps), 2):
        others = [label for label in range(len(steps)) if label not in (inside - 1, inside)]
        allowed[others, inside] = _FORBIDDEN
    return allowed


def _advice(text: EncodedText, names: Floats, roles: Floats) -> Floats:
    """What a second opinion adds to the scores of roles and names, from its probabilities of each, (tokens, tags)."""
    sentence = np.searchsorted(text.resting, np.arange(len(text.first)))
    state = text.marks[text.first]
    inside = (state == _IN_DOUBLE) | (state == _IN_SINGLE)
    # In novels the fast tagger does not take words in marks for speech: there it is not asked.
    heard = not inside.any() or roles[inside, _CONTENT].sum(axis=1).mean() >= _AT_HOME
    marked = np.bincount(sentence, weights=state) > 0
    share = np.where(marked[sentence] & heard, _ROLE_SHARE, 0.0).astype(np.float32)[:, None]
    return np.hstack((share * np.log(roles + _DOUBT), _NAME_SHARE * np.log(names + _DOUBT)), dtype=np.float32)


def _kept(window: Window) -> NDArray[np.bool_]:
    kept = np.zeros(window.end - window.begin, np.bool_)
    kept[window.keep_begin - window.begin : window.keep_end - window.begin] = True
    return kept


def _packing(lengths: Sequence[int]) -> Packing:
    starts = np.cumsum([0, *lengths])
    return Packing(starts[:-1], int(starts[-1]))


def _begun(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where windows meet, a span that goes on without having begun is made to begin."""
    before = np.concatenate((np.zeros(1, np.uint8), labels[:-1]))
    inside = (labels > 0) & (labels % 2 == 0)
    unbegun = inside & (before != labels) & (before != labels - 1)
    begun: NDArray[np.uint8] = labels - unbegun.astype(np.uint8)
    return begun


def _nothing() -> Reading:
    none = np.zeros(0, np.uint8)
    names, roles = (np.zeros((0, len(tags)), np.float32) for tags in (NAME_TAGS, ROLE_TAGS))
    return none, (none, names), (none, roles)
