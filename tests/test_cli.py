import gzip
import io
import json
import os
import re
import subprocess
import sys

import pytest

import sayso
from sayso import api, cli
from sayso.document import Document
from sayso.errors import ModelError
from sayso.pipeline import Pipeline
from sayso.records import Quote, Sentiment, Tone
from sayso.registry import analyser
from sayso.spans import Span, SpanArray


@analyser
def tokens(doc):
    return SpanArray.of(match.span() for match in re.finditer(r"\w+", doc.text))


@analyser
def quotes(doc):
    if "PANIC" in doc.text:
        raise RuntimeError("cannot cope")
    found = re.finditer("“[^”]*”", doc.text)
    return [Quote(f"q{n}", "direct", (Span(*match.span()),), None, None, None, 0.5) for n, match in enumerate(found)]


@analyser(requires=["quotes"])
def sentiment(doc):
    neutral = Sentiment(0.0, "neutral", 0.5)
    return Tone(neutral, neutral, neutral)


@pytest.fixture(autouse=True)
def _small_pipeline(monkeypatch):
    """Regular expressions instead of models: what is tested here is the door."""
    monkeypatch.setattr(api, "default_pipeline", lambda model=None: Pipeline([tokens, quotes, sentiment]))


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("He said “yes” and “no”.", encoding="utf-8")
    return path


def run(capsys, *arguments):
    status = cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_table_by_default(capsys, article):
    status, out, err = run(capsys, "analyse", article)
    assert status == 0
    assert "WHO SAID WHAT" in out
    assert "“yes”" in out
    assert err == ""


def test_the_american_spelling_works_too(capsys, article):
    assert run(capsys, "analyze", article)[0] == 0


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json(capsys, article, form):
    status, out, _ = run(capsys, "analyse", article, "--format", form)
    data = json.loads(out)
    doc = Document.from_dict(data[0] if form == "json" else data)
    assert status == 0
    assert doc.id == "article"
    assert len(doc.quotes) == 2


def test_a_dash_is_standard_output(capsys, article):
    assert run(capsys, "analyse", article, "-o", "-") == run(capsys, "analyse", article)


def test_csv(capsys, article):
    _, out, _ = run(capsys, "analyse", article, "--format", "csv")
    assert out.splitlines()[1].startswith("article,q0,direct,,,,“yes”")


@pytest.mark.parametrize(
    ("name", "start"), [("o.jsonl", b"{"), ("o.csv", b"document,"), ("o.json", b"[\n"), ("o", b"article")]
)
def test_the_ending_of_the_output_decides(capsys, article, tmp_path, name, start):
    out = tmp_path / "deep" / name
    assert run(capsys, "analyse", article, "-o", out) == (0, "", "")
    assert out.read_bytes().startswith(start)


def test_compressed_output(capsys, article, tmp_path):
    run(capsys, "analyse", article, "-o", tmp_path / "o.jsonl.gz")
    assert json.loads(gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes()))["id"] == "article"


def test_bad_inputs_are_named_and_the_rest_is_done(capsys, article, tmp_path):
    empty, binary, panic = (tmp_path / name for name in ("empty.txt", "binary.txt", "panic.txt"))
    empty.write_text(" \n")
    binary.write_bytes(b"\xff\xfe\xfa")
    panic.write_text("PANIC")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"id": "one", "text": "Fine."}\n{broken\n{"id": "two", "text": ""}\n{"id": "three", "text": "Fine."}\n'
    )
    status, out, err = run(
        capsys, "analyse", tmp_path / "no.txt", empty, binary, panic, lines, article, "--format", "jsonl"
    )
    assert status == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["one", "three", "article"]
    for problem in (
        "no.txt: no such file",
        "lines.jsonl:3: the text is empty",
        "binary.txt: not UTF-8",
        "lines.jsonl:2: broken JSON",
    ):
        assert problem in err
    assert "empty.txt: the text is empty" in err
    assert "panic: analyser 'quotes' failed: RuntimeError: cannot cope" in err
    assert all(line.startswith("sayso: ") for line in err.splitlines())


def test_nothing_but_bad_input(capsys, tmp_path):
    status, out, err = run(capsys, "analyse", tmp_path, "--format", "json")
    assert (status, json.loads(out)) == (1, [])
    assert "a folder with nothing to read" in err


def test_layers_limit_what_is_found_and_written(capsys, article):
    _, out, _ = run(capsys, "analyse", article, "--format", "jsonl", "--layers", "tokens")
    assert set(json.loads(out)) == {"schema", "id", "text", "meta", "tokens"}


def test_an_interrupted_run_goes_on(capsys, tmp_path):
    texts, out = tmp_path / "texts.jsonl", tmp_path / "out.jsonl"
    ids = ["a", "b", "b", "c", "d"]
    texts.write_text("".join(json.dumps({"id": name, "text": f"Text {n}."}) + "\n" for n, name in enumerate(ids)))
    run(capsys, "analyse", texts, "-o", out)
    whole = out.read_bytes()
    for size in (0, 1, len(whole) // 2, len(whole) - 1, len(whole)):
        out.write_bytes(whole[:size])
        assert run(capsys, "analyse", texts, "-o", out, "--resume") == (0, "", "")
        assert out.read_bytes() == whole
    out.unlink()
    assert run(capsys, "analyse", texts, "-o", out, "--resume")[0] == 0
    assert out.read_bytes() == whole


def test_a_run_does_not_go_on_from_something_else(capsys, article, tmp_path):
    out = tmp_path / "notes.jsonl"
    out.write_text("my notes\n")
    status, _, err = run(capsys, "analyse", article, "-o", out, "--resume")
    assert (status, out.read_text()) == (1, "my notes\n")
    assert "notes.jsonl:1: not a document" in err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--resume"], "--resume goes with -o OUT.jsonl"),
        (["--layers", "qoutes", "--format", "jsonl"], "did you mean 'quotes'"),
        (["--layers", "quotes"], "goes with --format json"),
        (["-o", "."], "is a folder"),
        (["-o", "{article}"], "would be overwritten"),
        (["-o", "x.html", "--report", "x.html"], "named twice"),
    ],
)
def test_options_that_cannot_be_followed(capsys, article, arguments, problem):
    status, _, err = run(capsys, "analyse", article, *(argument.format(article=article) for argument in arguments))
    assert status == 2
    assert problem in err
    assert article.read_text(encoding="utf-8").startswith("He said")


@pytest.mark.parametrize(
    "arguments",
    [[], ["analyse"], ["analyse", "x", "--format", "xml"], ["analyse", "x", "-j", "0"], ["sing"], ["train", "fast"]],
)
def test_wrong_usage(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: sayso" in capsys.readouterr().err


def test_no_such_encoding(capsys, article):
    status, _, err = run(capsys, "analyse", article, "--encoding", "utf-99")
    assert status == 1
    assert "no encoding 'utf-99'" in err


@pytest.mark.parametrize("arguments", [["train", "fast", "--data", "nowhere"], ["evaluate", "nowhere.jsonl"]])
def test_missing_gold(capsys, arguments):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert "nowhere" in err


def test_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("“Hi.”".encode())))
    status, out, _ = run(capsys, "analyse", "-", "--format", "jsonl")
    assert (status, json.loads(out)["id"]) == (0, "stdin")


def test_the_output_cannot_be_written(capsys, article, tmp_path):
    (tmp_path / "file").write_text("")
    status, _, err = run(capsys, "analyse", article, "-o", tmp_path / "file" / "out.json")
    assert status == 1
    assert "file" in err


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"sayso {sayso.__version__}\n"


@pytest.mark.parametrize("command", [[], ["analyse"], ["tone"], ["train"], ["evaluate"]])
def test_help(capsys, command):
    with pytest.raises(SystemExit) as caught:
        cli.main([*command, "--help"])
    assert caught.value.code == 0
    assert "usage: sayso" in capsys.readouterr().out


def test_help_is_quick_and_loads_no_models():
    code = "import sys; from sayso import cli; cli._parser().format_help(); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_reader_that_stops_reading_is_no_error(tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text("".join(json.dumps({"id": n, "text": "word " * 500}) + "\n" for n in range(200)))
    code = (
        "import sys; from sayso import cli; from tests import test_cli; from sayso import api;"
        "from sayso.pipeline import Pipeline;"
        "api.default_pipeline = lambda model=None: Pipeline([test_cli.tokens]);"
        f"sys.exit(cli.main(['analyse', {str(lines)!r}, '--format', 'jsonl']))"
    )
    reader, writer = os.pipe()
    with subprocess.Popen([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        os.read(reader, 100)
        os.close(reader)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


def test_a_page_needs_its_extra(capsys, monkeypatch, article, tmp_path):
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    status, out, err = run(capsys, "analyse", article, "--report", tmp_path / "page.html")
    assert (status, out) == (1, "")
    assert "pip install 'sayso[report]'" in err


def test_missing_weights_are_said_once(capsys, monkeypatch, tmp_path):
    @analyser
    def quotes(doc):
        raise ModelError("the weights are gone")

    monkeypatch.setattr(api, "default_pipeline", lambda model=None: Pipeline([quotes]))
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("Hello.")
    assert run(capsys, "analyse", tmp_path) == (1, "", "sayso: the weights are gone\n")


def test_tone(capsys, tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": "A wonderful success."})
        + "\n{}\n"
        + json.dumps({"id": "b", "text": "Ann ruined everything.", "target": [0, 3]})
        + "\n"
        + json.dumps({"id": "c", "text": "Fine.", "target": [0, 99]})
        + "\n"
        + json.dumps({"id": "d", "text": "Fine.", "target": "Ann"})
    )
    status, out, err = run(capsys, "tone", path)
    first, second = map(json.loads, out.splitlines())
    assert status == 1
    assert (first["id"], first["label"], second["id"]) == ("a", 1, "b")
    assert -1 <= second["score"] < first["score"] <= 1
    assert first["evidence"]
    for problem in (f"{path}:2: a document without", "sayso: c: ", 'sayso: d: "target" must be'):
        assert problem in err


def test_output_inside_a_folder_that_is_read_is_refused(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    assert cli.main(["analyse", str(tmp_path), "-o", str(tmp_path / "out.jsonl")]) == 2
    assert "all of which is read" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]
