"""The command line: a thin door that parses, calls and prints."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import sayso
from sayso.errors import Failure, MissingExtraError, ModelError, SaysoError, UnknownNameError

if TYPE_CHECKING:
    from sayso.document import Document
    from sayso.pipeline import Pipeline

__all__ = ["main"]

OK, FAILED, USAGE = 0, 1, 2

FORMATS = ("table", "json", "jsonl", "csv", "html")
TRAINABLE = ("fast", "joining", "accurate", "coreference", "sentiment", "salience")
# What the steps hand to each other (names, quotations, mentions, probabilities) takes as much room as the result.
DEFAULT_LAYERS = "paragraphs tokens sentences pos coref entities quotes sentiment salience summary".split()

DESCRIPTION = "Who said what, about whom, and in what tone? For any English text, with no network and no download."
EXAMPLES = """\
examples:
  sayso analyse article.txt                          a table of who said what, and of the main entities
  sayso analyse article.txt --report page.html       the same, and a page to look at
  sayso analyse articles/ -o result.jsonl            all texts of a folder as JSON lines
  sayso analyse news.jsonl.gz --format csv           a table of all quotes; one {"id", "text"} a line in
  cat article.txt | sayso analyse -                  from standard input

exit status: 0 all done; 1 some input failed (named on standard error, the rest is done); 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads us has seen enough; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        _say("stopped")
        return 130
    except _UsageError as error:
        _say(str(error))
        return USAGE
    except SaysoError as error:
        _say(str(error))
        return FAILED
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return FAILED
    return status


class _UsageError(SaysoError):
    """Options that cannot be followed."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sayso", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"sayso {sayso.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_analyse(commands)
    _add_tone(commands)
    _add_train(commands)
    _add_evaluate(commands)
    return parser


def _add_analyse(commands: Any) -> None:
    command = commands.add_parser(
        "analyse",
        aliases=["analyze"],
        help="find quotations, speakers, entities and tone in texts",
        description="Find who said what, about whom, and in what tone.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help='text files; .jsonl, .jsonl.gz or .json with {"id", "text"}; folders of such; - for standard input',
    )
    command.add_argument(
        "-f",
        "--format",
        choices=FORMATS,
        help="what to print: a table to read (default), JSON, one JSON document a line, a CSV of all quotes, or a page;"
        " without it the ending of OUT decides",
    )
    command.add_argument("-o", "--output", metavar="OUT", type=Path, help="write there instead of printing")
    command.add_argument(
        "--report",
        metavar="PAGE.html",
        type=Path,
        help="also write a page to look at; of several texts an index, with a page of each beside it",
    )
    command.add_argument("-m", "--model", choices=("fast", "accurate"), help="which tagger to use (default: the best)")
    command.add_argument("--encoding", default="utf-8", help="of the text files (default: utf-8)")
    command.add_argument(
        "-j", "--processes", type=_positive, default=1, metavar="N", help="worker processes (default: 1)"
    )
    command.add_argument(
        "--layers",
        metavar="NAME,…",
        help="for JSON: which layers to find and write, or 'all' (default: all but what steps only hand to each other)",
    )
    command.add_argument("--resume", action="store_true", help="go on where a run that wrote OUT.jsonl was interrupted")
    command.add_argument("-q", "--quiet", action="store_true", help="no progress on standard error")
    command.set_defaults(run=_analyse)


def _add_tone(commands: Any) -> None:
    command = commands.add_parser(
        "tone",
        help="score the tone of short texts",
        description="Score the tone of short texts, or toward a target in them.",
    )
    command.add_argument(
        "file",
        metavar="FILE.jsonl",
        help='one {"id", "text"} a line, perhaps with a "target": [start, end] toward which to score',
    )
    command.add_argument("-o", "--output", metavar="OUT.jsonl", type=Path, help="write there instead of printing")
    command.set_defaults(run=_tone)


def _add_train(commands: Any) -> None:
    command = commands.add_parser(
        "train",
        help="train a model on gold corpora",
        description="Train a model on gold corpora; needs the extra [train], for accurate [train-neural].",
    )
    command.add_argument("model", choices=TRAINABLE, help="which model")
    command.add_argument("--data", metavar="DIR", type=Path, required=True, help="the folder with the gold corpora")
    command.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("models"),
        help="where to write the weights (default: models)",
    )
    command.set_defaults(run=_train)


def _add_evaluate(commands: Any) -> None:
    command = commands.add_parser(
        "evaluate",
        help="measure against gold corpora",
        description="Analyse the texts of gold corpora and say how well the result agrees with the gold.",
    )
    command.add_argument("gold", nargs="+", metavar="GOLD", type=Path, help="gold documents, .jsonl or .jsonl.gz")
    command.add_argument("-m", "--model", choices=("fast", "accurate"), help="which tagger to use (default: the best)")
    command.add_argument("--json", metavar="OUT.json", type=Path, help="also write every score as JSON")
    command.set_defaults(run=_evaluate)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number, at least 1, not {text!r}")
    return int(text)


def _analyse(options: argparse.Namespace) -> int:
    from sayso.api import default_pipeline
    from sayso.formats import read_texts
    from sayso.formats.output import Progress, opened
    from sayso.formats.resume import finished, without

    form = _format(options)
    _check_outputs(options)
    if options.report or form == "html":
        _require_report()
    failures: list[Failure] = []
    progress = Progress(quiet=options.quiet)

    def fail(failure: Failure) -> None:
        if isinstance(failure.error, (ModelError, MissingExtraError)):
            raise failure.error  # what is missing is missing for every text: said once is enough
        failures.append(failure)
        progress.clear()
        _say(str(failure))

    sources: Iterable[Mapping[str, Any]] = _good(read_texts(options.files, encoding=options.encoding), fail)
    if options.resume:
        sources = without(sources, finished(options.output))
    pipeline, layers = _pipeline_and_layers(default_pipeline(options.model), options, form)
    # Read lazily by one process, a document comes out as soon as it is done.
    batch_size = 1 if options.processes == 1 and form == "table" else 16
    docs = progress.over(pipeline.pipe(sources, batch_size=batch_size, processes=options.processes, on_error=fail))
    kept: list[Document] = []
    if options.report or form == "html":
        docs = _kept(docs, kept)
    with opened(options.output, append=options.resume) as stream:
        _write(docs, form, stream, layers, fail)
        if form == "html":
            stream.write(_page(kept) if kept else "")
    if options.report and kept:
        _write_report(kept, options.report)
    progress.clear()
    return FAILED if failures else OK


def _good(items: Iterable[dict[str, Any] | Failure], fail: Callable[[Failure], object]) -> Iterator[dict[str, Any]]:
    for item in items:
        if isinstance(item, Failure):
            fail(item)
        else:
            yield item


def _format(options: argparse.Namespace) -> str:
    if options.format:
        return str(options.format)
    name = "" if options.output is None else options.output.name.lower().removesuffix(".gz")
    by_suffix = {".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".html": "html", ".htm": "html"}
    return by_suffix.get(Path(name).suffix, "table")


def _check_outputs(options: argparse.Namespace) -> None:
    from sayso.formats.read import is_input

    for output in filter(None, (options.output, options.report)):
        if output.is_dir():
            raise _UsageError(f"{output} is a folder; name a file in it")
        if any(
            name != "-" and output.exists() and Path(name).exists() and output.samefile(name) for name in options.files
        ):
            raise _UsageError(f"{output} is also an input; it would be overwritten")
        for folder in filter(Path.is_dir, map(Path, options.files)):
            inside = output.resolve()
            if inside.is_relative_to(folder.resolve()) and is_input(inside.relative_to(folder.resolve())):
                raise _UsageError(f"{output} lies in {folder}, all of which is read; write it somewhere else")
    plain = options.output and options.output.suffix == ".jsonl" and _format(options) == "jsonl"
    if options.resume and (not plain or options.report):
        raise _UsageError("--resume goes with -o OUT.jsonl, and without --report")
    if options.report and options.report == options.output:
        raise _UsageError(f"{options.report} is named twice as output")


def _require_report() -> None:
    """Say before the work, not after it, that pages cannot be made."""
    if importlib.util.find_spec("jinja2") is None:
        raise MissingExtraError("The report page", package="Jinja2", extra="report")


def _pipeline_and_layers(
    pipeline: Pipeline, options: argparse.Namespace, form: str
) -> tuple[Pipeline, Sequence[str] | None]:
    """The part of the pipeline that the wanted layers need, and the layers to write."""
    names = [step.name for step in pipeline.analysers]
    if options.layers is None:
        return pipeline, [name for name in DEFAULT_LAYERS if name in names or (name == "pos" and "labels" in names)]
    if form not in ("json", "jsonl") or options.report:
        raise _UsageError("--layers goes with --format json or jsonl, and without --report")
    wanted = [name.strip() for name in options.layers.split(",") if name.strip()]
    if wanted == ["all"]:
        return pipeline, None
    for name in wanted:
        if name not in (*names, "pos"):
            raise _UsageError(str(UnknownNameError("layer", name, [*names, "pos"])))
    return pipeline.only(*("labels" if name == "pos" else name for name in wanted)), wanted


def _kept(docs: Iterable[Document], kept: list[Document]) -> Iterator[Document]:
    for doc in docs:
        kept.append(doc)
        yield doc


def _write(
    docs: Iterable[Document],
    form: str,
    stream: IO[str],
    layers: Sequence[str] | None,
    on_error: Callable[[Failure], object],
) -> None:
    from sayso import formats

    if form == "table":
        formats.write_table(docs, stream, width=shutil.get_terminal_size((100, 24)).columns)
    elif form == "csv":
        formats.write_csv(docs, stream)
    elif form == "jsonl":
        formats.write_jsonl(docs, stream, layers=layers, on_error=on_error)
    elif form == "json":
        formats.write_json(docs, stream, layers=layers, on_error=on_error)
    else:
        for _ in docs:  # the page is made of all of them, by whoever called
            pass


def _page(docs: Sequence[Document]) -> str:
    from sayso.report import render

    return render(docs)


def _write_report(docs: Sequence[Document], path: Path) -> None:
    from sayso.report import write_collection, write_page

    if len(docs) == 1:
        write_page(docs[0], path)
    else:
        write_collection(docs, path)


def _tone(options: argparse.Namespace) -> int:
    from sayso.formats import read_texts
    from sayso.formats.output import opened
    from sayso.formats.tone import score_records

    failures: list[Failure] = []

    def fail(failure: Failure) -> None:
        failures.append(failure)
        _say(str(failure))

    texts = _good(read_texts([options.file]), fail)
    with opened(options.output) as stream:
        for row in score_records(texts, on_error=fail):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return FAILED if failures else OK


def _train(options: argparse.Namespace) -> int:
    if not options.data.is_dir():
        raise _UsageError(f"{options.data}: no such folder")
    train = _learn(options.model, "train")
    options.output.mkdir(parents=True, exist_ok=True)
    told = {"progress": _say} if "progress" in inspect.signature(train).parameters else {}
    print(train(options.data, options.output, **told))
    return OK


def _evaluate(options: argparse.Namespace) -> int:
    missing = [path for path in options.gold if not path.is_file()]
    if missing:
        raise _UsageError(f"{missing[0]}: no such file")
    print(_learn("evaluate", "evaluate")(options.gold, model=options.model, json_path=options.json))
    return OK


def _learn(module: str, function: str) -> Callable[..., Any]:
    return getattr(importlib.import_module(f"sayso.learn.{module}"), function)  # type: ignore[no-any-return]


def _say(message: str) -> None:
    print(f"sayso: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
