"""Readers: files, folders and standard input to (id, text) records, with every bad input named and passed over."""

from __future__ import annotations

import codecs
import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias

from sayso.errors import Failure, InputError

__all__ = ["is_input", "read_texts"]

TEXT_SUFFIXES = (".txt",)
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
# How files begin that are not plain text, and what to do about them.
MAGIC = (
    (b"%PDF", "is a PDF; save its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "is a zip archive or an office document; save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "is an office document; save it as plain text first"),
    (b"\x1f\x8b", "is compressed; of compressed files only .jsonl.gz is read"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
)


def read_texts(
    paths: Iterable[str | Path], *, encoding: str = "utf-8", stdin: IO[bytes] | None = None
) -> Iterator[dict[str, Any] | Failure]:
    """Read texts one by one, in the order of the paths; nothing is held but the current file or line.

    Args:
        paths: text files; `.jsonl`, `.jsonl.gz` and `.json` with objects that have "text" and perhaps "id" and "meta";
            folders, of which all files with such names are read, in order of name, with those of folders inside;
            "-" for a text on standard input.
        encoding: of the text files; JSON is always UTF-8.
        stdin: bytes to read for "-" instead of standard input.

    Yields:
        A dict with "id", "text" and whatever else an object of a JSON file has for each text; for each input that
        cannot be read a Failure that names the file, and the byte or line. A text whose id came before gets the place
        where it stands (file, and line or number) for its id.

    Raises:
        InputError: there is no such encoding.
    """
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise InputError(
            f"there is no encoding {encoding!r}; common ones are utf-8, windows-1252 and latin-1"
        ) from None
    seen: set[str] = set()
    for path in paths:
        for where, item in _read_path(path, encoding, sys.stdin.buffer if stdin is None else stdin):
            if isinstance(item, dict):
                if item["id"] in seen:  # two texts of one name must be told apart in every table
                    item["id"] = where
                seen.add(item["id"])
            yield item


def is_input(path: Path) -> bool:
    """Whether a file in a folder that is read will be read; the path is relative to the folder."""
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.name.lower().endswith(TEXT_SUFFIXES + JSON_SUFFIXES)


_Placed: TypeAlias = "tuple[str, dict[str, Any] | Failure]"  # what was read, behind where it stands


def _read_path(path: str | Path, encoding: str, stdin: IO[bytes]) -> Iterator[_Placed]:
    if str(path) == "-":
        yield from _read_stdin(stdin, encoding)
        return
    path = Path(path)
    if path.is_dir():
        yield from _read_folder(path, encoding)
    else:
        yield from _read_file(path, encoding, path.name)


def _read_stdin(stream: IO[bytes], encoding: str) -> Iterator[_Placed]:
    where = "standard input"
    try:
        yield where, {"id": "stdin", "text": _decode(stream.read(), encoding, where)}
    except InputError as error:
        yield where, _failure(where, error)


def _read_folder(folder: Path, encoding: str) -> Iterator[_Placed]:
    files = sorted(file for file in folder.rglob("*") if is_input(file.relative_to(folder)) and file.is_file())
    if not files:
        endings = ", ".join(TEXT_SUFFIXES + JSON_SUFFIXES)
        error = InputError(f"a folder with nothing to read: no file in it ends in {endings}")
        yield str(folder), _failure(str(folder), error)
    for file in files:
        yield from _read_file(file, encoding, file.relative_to(folder).as_posix())


def _read_file(path: Path, encoding: str, name: str) -> Iterator[_Placed]:
    lower, where = path.name.lower(), str(path)
    try:
        if lower.endswith(".gz"):
            with gzip.open(path, "rb") as stream:
                yield from _read_lines(stream, path)
        elif lower.endswith((".jsonl", ".ndjson")):
            with path.open("rb") as stream:
                yield from _read_lines(stream, path)
        elif lower.endswith(".json"):
            yield from _read_json(path)
        else:
            yield where, {"id": _without_suffix(name), "text": _decode(path.read_bytes(), encoding, where)}
    except FileNotFoundError as error:
        yield where, Failure(where, "no such file or folder", error)
    except InputError as error:
        yield where, _failure(where, error)
    except (OSError, EOFError, zlib.error) as error:
        yield where, Failure(where, f"cannot be read: {getattr(error, 'strerror', None) or error}", error)


def _without_suffix(name: str) -> str:
    return next((name[: -len(suffix)] for suffix in TEXT_SUFFIXES if name.lower().endswith(suffix)), name)


def _decode(data: bytes, encoding: str, where: str) -> str:
    for magic, what in MAGIC:
        if data.startswith(magic):
            raise InputError(f"{where}: {what}")
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise InputError(f"{where}: is HTML or XML, not plain text; save its text first")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = f"byte 0x{data[error.start]:02x} at position {error.start} (line {line})"
        other = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "windows-1252"
        hint = f"give the encoding, for instance --encoding {other}"
        raise InputError(f"{where}: not {encoding.upper()}: {shown} does not fit; {hint}") from None
    if "\0" in text:
        raise InputError(f"{where}: holds a NUL character, so it is not plain text in {encoding.upper()}")
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{where}: the text is empty")
    return text.removeprefix("\ufeff")  # a mark of the encoding, not part of the text


def _read_lines(stream: Iterable[bytes], path: Path) -> Iterator[_Placed]:
    empty = True
    for number, line in enumerate(stream, start=1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        empty = False
        where = f"{path}:{number}"
        try:
            yield where, _document(_load(line, where), where)
        except InputError as error:
            yield where, _failure(where, error)
    if empty:
        yield str(path), _failure(str(path), InputError("has no lines"))


def _read_json(path: Path) -> Iterator[_Placed]:
    data = _load(path.read_bytes().removeprefix(codecs.BOM_UTF8), str(path))
    if not isinstance(data, list):
        yield str(path), _document(data, str(path))
        return
    for index, item in enumerate(data):
        where = f"{path}[{index}]"
        try:
            yield where, _document(item, where)
        except InputError as error:
            yield where, _failure(where, error)


def _load(data: bytes, where: str) -> Any:
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8: byte 0x{data[error.start]:02x} at position {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{where}: broken JSON: {error.msg} at {place}") from None
    except (RecursionError, ValueError) as error:
        raise InputError(f"{where}: broken JSON: {error}") from None


def _document(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise InputError(f'{where}: expected an object with "text", found {_kind(data)}')
    if "text" not in data:
        keys = ", ".join(map(repr, data)) or "nothing"
        raise InputError(f'{where}: a document without "text"; it has {keys}')
    if not isinstance(data["text"], str):
        raise InputError(f'{where}: "text" must be a string, not {_kind(data["text"])}')
    if not data["text"].strip():
        raise InputError(f"{where}: the text is empty")
    if not isinstance(data.get("id", ""), (str, int)):
        raise InputError(f'{where}: "id" must be a string, not {_kind(data["id"])}')
    meta = data.get("meta")
    if not isinstance(meta, (Mapping, type(None))):
        raise InputError(f'{where}: "meta" must be an object, not {_kind(meta)}')
    name = str(data.get("id", ""))
    return {**data, "id": name or where, "meta": dict(meta or {})}


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _failure(where: str, error: InputError) -> Failure:
    return Failure(where, str(error).removeprefix(f"{where}: "), error)
