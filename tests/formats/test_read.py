import gzip
import io
import json

import pytest

from sayso.errors import Failure, InputError
from sayso.formats import read_texts


def read(*paths, **options):
    return list(read_texts(paths, **options))


def only_failure(*paths, **options):
    (failure,) = read(*paths, **options)
    assert isinstance(failure, Failure)
    return str(failure)


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("text", ["Hello.\r\n\r\nBye.\r\n", "“Hi,” said Zoë.\n", "a\u00a0b\u200bc 🙂"])
def test_a_text_file_is_read_as_it_is(file, text):
    assert read(file("note.txt", text)) == [{"id": "note", "text": text}]


def test_any_other_ending_is_read_as_text(file):
    assert read(file("note.md", "Hello.")) == [{"id": "note.md", "text": "Hello."}]


def test_the_mark_of_the_encoding_is_no_text(file):
    assert read(file("a.txt", b"\xef\xbb\xbfHello."))[0]["text"] == "Hello."
    assert read(file("b.txt", "Hello.".encode("utf-16")), encoding="utf-16")[0]["text"] == "Hello."


def test_other_encodings(file):
    path = file("a.txt", "“Zoë”".encode("windows-1252"))
    assert read(path, encoding="windows-1252")[0]["text"] == "“Zoë”"


def test_not_utf8_says_which_byte(file):
    message = only_failure(file("a.txt", b"one\ntwo \xe9 three"))
    assert "a.txt: not UTF-8: byte 0xe9 at position 8 (line 2)" in message
    assert "--encoding windows-1252" in message


def test_utf16_is_recognised(file):
    assert "--encoding utf-16" in only_failure(file("a.txt", "Hello.".encode("utf-16")))


def test_no_such_encoding():
    with pytest.raises(InputError, match="no encoding 'utf-99'"):
        read("a.txt", encoding="utf-99")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04...", "office document"),
        (b"\n<!DOCTYPE html><html>", "is HTML"),
        (b"\x1f\x8b...", "compressed"),
        (b"text\0text", "NUL"),
    ],
)
def test_what_is_no_text_is_refused(file, content, problem):
    assert problem in only_failure(file("a.txt", content))


def test_missing_file(tmp_path):
    assert only_failure(tmp_path / "no.txt") == f"{tmp_path / 'no.txt'}: no such file or folder"


def test_a_folder_is_read_in_order_with_those_inside(file, tmp_path):
    file("b.txt", "B")
    file("a/c.txt", "C")
    file("d.jsonl", '{"id": "D", "text": "d"}')
    file("picture.png", b"\x89PNG")
    file(".hidden/e.txt", "E")
    assert [(item["id"], item["text"]) for item in read(tmp_path)] == [("a/c", "C"), ("b", "B"), ("D", "d")]


def test_a_folder_with_nothing_to_read(file, tmp_path):
    file("picture.png", b"\x89PNG")
    assert "a folder with nothing to read" in only_failure(tmp_path)


def test_standard_input():
    assert read("-", stdin=io.BytesIO("Héllo.".encode())) == [{"id": "stdin", "text": "Héllo."}]
    assert "standard input: not UTF-8" in only_failure("-", stdin=io.BytesIO(b"\xff\xff"))


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines(file, packed):
    lines = b'{"id": "x", "text": "A", "meta": {"year": 2020}}\n\n{"text": "B", "target": [0, 1]}\n'
    path = file("n.jsonl.gz" if packed else "n.jsonl", gzip.compress(lines) if packed else lines)
    assert read(path) == [
        {"id": "x", "text": "A", "meta": {"year": 2020}},
        {"id": f"{path}:3", "text": "B", "target": [0, 1], "meta": {}},
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text": "x"', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ('{"id": "x"}', "a document without \"text\"; it has 'id'"),
        ('["x"]', 'expected an object with "text", found an array'),
        ('{"text": 5}', '"text" must be a string, not a number'),
        ('{"text": null}', '"text" must be a string, not null'),
        ('{"text": "x", "id": {}}', '"id" must be a string, not an object'),
        ('{"text": "x", "meta": 3}', '"meta" must be an object, not a number'),
        (b"\xff", "not UTF-8: byte 0xff at position 0"),
    ],
)
def test_a_bad_line_is_named_and_the_others_come_out(file, line, problem):
    good = json.dumps({"id": "good", "text": "fine"}).encode()
    line = line if isinstance(line, bytes) else line.encode()
    path = file("n.jsonl", b"\n".join([good, line, good.replace(b"good", b"also")]))
    first, failure, last = read(path)
    assert [first, last] == [{"id": name, "text": "fine", "meta": {}} for name in ("good", "also")]
    assert str(failure).startswith(f"{path}:2: ")
    assert problem in failure.reason


def test_a_cut_off_gzip_file_gives_what_it_has(file):
    lines = b"".join(json.dumps({"id": str(n), "text": f"text {n * 7919}"}).encode() + b"\n" for n in range(3000))
    packed = gzip.compress(lines)
    *good, failure = read(file("n.jsonl.gz", packed[: len(packed) // 2]))
    assert len(good) > 100
    assert "cannot be read" in failure.reason


def test_not_gzip_at_all(file):
    assert "cannot be read" in only_failure(file("n.jsonl.gz", b"{}"))


def test_json_with_one_or_several_documents(file):
    assert [item["text"] for item in read(file("a.json", '{"text": "A"}'))] == ["A"]
    one, failure = read(file("b.json", '[{"text": "A"}, 3]'))
    assert one["text"] == "A"
    assert "b.json[1]" in str(failure)
    assert "broken JSON" in only_failure(file("c.json", '{\n"text" "A"}'))


def test_an_empty_json_lines_file(file):
    assert "has no lines" in only_failure(file("n.jsonl", b"\n\n"))


def test_one_bad_file_does_not_stop_the_next(file):
    failure, good = read(file("bad.txt", b"\xff"), file("good.txt", "Fine."))
    assert isinstance(failure, Failure)
    assert good["text"] == "Fine."


def test_texts_of_one_name_get_ids_that_tell_them_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(f"In {folder}.", encoding="utf-8")
    ids = [item["id"] for item in read_texts([tmp_path / "a", tmp_path / "b"])]
    assert ids == ["news", str(tmp_path / "b" / "news.txt")]


@pytest.mark.parametrize(("name", "data"), [("e.txt", b" \n"), ("e.txt", b""), ("e.json", b'{"text": " "}')])
def test_an_empty_text_is_named_by_its_file(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    [failure] = read_texts([tmp_path])
    assert str(failure) == f"{path}: the text is empty"
