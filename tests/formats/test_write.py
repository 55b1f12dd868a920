import csv
import io
import json
from dataclasses import replace

import pytest
from tests.builders import sample

from sayso.document import Document
from sayso.errors import WireError
from sayso.formats import quote_rows, write_csv, write_json, write_jsonl, write_table
from sayso.formats.write import QUOTE_COLUMNS
from sayso.records import Quote
from sayso.spans import Span


def written(write, docs, **options):
    stream = io.StringIO()
    write(docs, stream, **options)
    return stream.getvalue()


def test_rows_say_who_said_what():
    first, second = quote_rows(sample())
    assert tuple(first) == QUOTE_COLUMNS
    assert first["speaker"] == "Ada Lund"
    assert first["content"] == "“The bridge is safe,” … “We will open it in May.”"
    assert (first["source"], first["cue"], first["tone"]) == ("Mayor Ada Lund", "said", "positive")
    assert (second["speaker"], second["speaker_label"], second["kind"]) == ("Drivers", "GROUP", "indirect")


def test_rows_without_tone_or_speaker():
    doc = sample()
    bare = Document(doc.text, "bare", {}, {"quotes": doc.quotes[:1]})
    assert quote_rows(bare)[0]["polarity"] is None


def test_csv_reads_back():
    rows = list(csv.DictReader(io.StringIO(written(write_csv, [sample("a"), sample("b, “c”\n")]))))
    assert [row["document"] for row in rows] == ["a", "a", "b, “c”\n", "b, “c”\n"]
    assert rows[1]["polarity"] == "-0.5"
    assert rows[0]["parent"] == ""


def test_csv_without_quotes_has_its_head():
    assert written(write_csv, []) == ",".join(QUOTE_COLUMNS) + "\n"


def test_json_lines_read_back():
    lines = written(write_jsonl, [sample("a"), sample("b")]).splitlines()
    assert [Document.from_dict(json.loads(line)) for line in lines] == [sample("a"), sample("b")]


def test_json_is_an_array_of_documents():
    docs = [sample("a"), sample("b")]
    assert [Document.from_dict(data) for data in json.loads(written(write_json, docs))] == docs
    assert json.loads(written(write_json, [])) == []


def test_layers_can_be_chosen():
    (data,) = json.loads(written(write_json, [sample()], layers=["tokens"]))
    assert "tokens" in data
    assert "quotes" not in data


def test_half_a_surrogate_pair_can_be_written():
    doc = Document("odd \ud800 text", "odd")
    line = written(write_jsonl, [doc])
    assert Document.from_dict(json.loads(line.encode("utf-8"))) == doc


def test_the_table_shows_quotes_and_entities():
    table = written(write_table, [sample()], width=80)
    assert "Bridge to reopen in May" in table
    assert "“The bridge is safe,” …" in table
    assert "-0.50" in table
    assert max(map(len, table.splitlines())) <= 80
    assert table.index("WHO SAID WHAT") < table.index("MAIN ENTITIES")


def test_the_table_of_a_text_without_quotes():
    assert "Nobody is quoted." in written(write_table, [Document("Nothing.", "n", {}, {"quotes": ()})])


def test_the_table_cannot_steer_the_terminal():
    doc = sample("evil\x1b[2J")
    table = written(write_table, [Document(doc.text, doc.id, {}, doc.layers)])
    assert "\x1b" not in table


def test_wide_characters_stay_in_their_columns():
    doc = Document("漢" * 200, "wide")
    quote = Quote("q", "direct", (Span(0, 200),), None, None, None, 0.5)
    table = written(write_table, [doc.with_layer("quotes", (quote,))], width=60)
    assert max(len(line) for line in table.splitlines() if "漢" in line) <= 60


def test_a_document_that_cannot_be_written_is_reported_and_the_rest_goes_on():
    failures = []
    docs = [sample("a"), sample("bad").with_layer("mine", {1, 2}), sample("b")]
    lines = written(write_jsonl, docs, on_error=failures.append).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    assert str(failures[0]).startswith("bad: custom.mine: a set cannot be written")
    assert len(json.loads(written(write_json, docs, on_error=failures.append))) == 2
    with pytest.raises(WireError):
        written(write_jsonl, docs)


@pytest.mark.parametrize(("confidence", "marked"), [(0.3, True), (0.5, False)])
def test_the_table_marks_what_is_unsure(confidence, marked):
    doc = sample()
    doc = doc.with_layer("quotes", (replace(doc.quotes[0], confidence=confidence),))
    table = written(write_table, [doc])
    assert ("Ada Lund ?" in table) == marked
    assert ("less than 50% sure" in table) == marked
