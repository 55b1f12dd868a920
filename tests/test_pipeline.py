"""The pipeline: order, replacement, batches, processes and what happens to bad input."""

import pytest

from sayso.document import Document
from sayso.errors import BatchError, Failure, InputError, PipelineError, UnknownNameError
from sayso.pipeline import Pipeline
from sayso.records import Name
from sayso.registry import analyser
from sayso.spans import Span


@analyser
def words(doc):
    """Words by white space."""
    return doc.text.split()


@analyser(requires=["words"])
def count(doc):
    """How many words; fails on a word it dislikes."""
    if "bad" in doc.words:
        raise ValueError("a bad word")
    return len(doc.words)


class Shout:
    """A class with an option and a batch method that remembers how it was called."""

    name = "shout"
    requires = ("words",)

    def __init__(self, *, mark: str = "!") -> None:
        self.mark = mark
        self.batches: list[int] = []

    def __call__(self, doc):
        return " ".join(doc.words).upper() + self.mark

    def batch(self, docs):
        self.batches.append(len(docs))
        return [self(doc) for doc in docs]


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline([count, words])


def names(pipeline):
    return [step.name for step in pipeline.analysers]


def test_order_follows_requirements_not_the_list(pipeline):
    assert names(pipeline) == ["words", "count"]
    assert pipeline("one two three").count == 3
    assert repr(pipeline) == "<Pipeline: words → count>"


def test_a_decorated_function_keeps_its_docstring_and_can_be_called():
    assert words.__doc__ == "Words by white space."
    assert words(Document("a b")) == ["a", "b"]


def test_a_later_analyser_of_the_same_name_replaces_the_earlier(pipeline):
    letters = analyser(name="words")(lambda doc: list(doc.text))
    assert pipeline.with_analysers(letters)("abc").count == 3
    assert pipeline("abc").count == 1


def test_only_keeps_what_is_needed(pipeline):
    assert names(pipeline.with_analysers(Shout()).only("shout")) == ["words", "shout"]
    with pytest.raises(UnknownNameError, match="did you mean 'shout'"):
        pipeline.with_analysers(Shout()).only("shouts")


def test_a_layer_brought_along_is_kept(pipeline):
    assert pipeline(Document("one two", layers={"words": ["one"]})).count == 1
    assert Pipeline([count], given=["words"])(Document("x", layers={"words": []})).count == 0


@pytest.mark.parametrize(
    ("analysers", "message"),
    [
        ([analyser(name="a", requires=["wods"])(len), words], "did you mean 'words'"),
        ([analyser(name="a", requires=["b"])(len), analyser(name="b", requires=["a"])(len)], "circle: a → b → a"),
        ([object()], "lacks name, requires, __call__"),
        ([Shout], "lacks __call__"),
    ],
)
def test_a_pipeline_that_cannot_run_is_refused_when_built(analysers, message):
    with pytest.raises((PipelineError, UnknownNameError), match=message):
        Pipeline(analysers)


def test_requires_as_a_string_is_refused():
    with pytest.raises(PipelineError, match=r"requires=\['words'\]"):
        analyser(requires="words")


def test_an_unknown_installed_analyser_is_named(pipeline):
    with pytest.raises(UnknownNameError, match="no installed analyser is called 'nobody'"):
        pipeline.with_analysers("nobody")


def test_an_installed_analyser_is_found_by_its_entry_point(monkeypatch, pipeline):
    class Entry:
        name = "shout"

        def load(self):
            return Shout

    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda group: [Entry()] if group == "sayso.analysers" else []
    )
    assert pipeline.with_analysers("shout")("hey you").shout == "HEY YOU!"


@pytest.mark.parametrize(
    ("source", "doc_id"),
    [
        ("a b", ""),
        (("x", "a b"), "x"),
        ({"text": "a b", "id": "x", "meta": {"k": 1}}, "x"),
        (Document("a b", "x"), "x"),
    ],
)
def test_every_form_of_input_is_taken(pipeline, source, doc_id):
    doc = pipeline(source)
    assert (doc.count, doc.id) == (2, doc_id)


@pytest.mark.parametrize("source", ["", " \n", {"id": "x"}, {"text": 3}, 7, None, b"bytes", ("a", "b", "c")])
def test_what_is_no_text_is_refused(pipeline, source):
    with pytest.raises(InputError):
        pipeline(source)


def test_pipe_keeps_order_and_numbers_documents(pipeline):
    docs = list(pipeline.pipe(["a", ("x", "a b"), "a b c"], batch_size=2))
    assert [(doc.id, doc.count) for doc in docs] == [("0", 1), ("x", 2), ("2", 3)]


MIXED = ["one", {"id": "empty", "text": ""}, ("naughty", "bad word"), "two three"]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_the_good_come_out_and_the_bad_are_reported(pipeline, batch_size, processes):
    seen = []
    stream = (seen.append(doc.id) for doc in pipeline.pipe(MIXED, batch_size=batch_size, processes=processes))
    with pytest.raises(BatchError) as caught:
        list(stream)
    assert seen == ["0", "3"]
    failures = caught.value.failures
    assert [failure.id for failure in failures] == ["empty", "naughty"]
    assert "analyser 'count' failed: ValueError: a bad word" in str(failures[1])


def test_pipe_delivers_everything_before_it_raises(pipeline):
    seen = []
    stream = (seen.append(doc.id) for doc in pipeline.pipe(MIXED))
    with pytest.raises(BatchError, match="2 of the inputs failed, the others were delivered"):
        list(stream)
    assert seen == ["0", "3"]


def test_a_function_gets_the_failures(pipeline):
    failures: list[Failure] = []
    assert [doc.id for doc in pipeline.pipe(MIXED, on_error=failures.append)] == ["0", "3"]
    assert [failure.id for failure in failures] == ["empty", "naughty"]


def test_raise_stops_at_the_first(pipeline):
    with pytest.raises(InputError, match="empty"):
        list(pipeline.pipe(MIXED, on_error="raise"))


@pytest.mark.parametrize(
    "arguments", [{"batch_size": 0}, {"processes": 0}, {"on_error": "ignore"}], ids=["batch", "processes", "policy"]
)
def test_wrong_options_are_refused(pipeline, arguments):
    with pytest.raises(InputError):
        list(pipeline.pipe(["a"], **arguments))


def test_one_text_given_to_pipe_is_refused(pipeline):
    with pytest.raises(InputError, match="pipe takes many texts"):
        list(pipeline.pipe("a text"))


def test_pipe_reads_no_further_than_needed(pipeline):
    read = []

    def source():
        for text in ("a", "b", "c", "d"):
            read.append(text)
            yield text

    stream = pipeline.pipe(source(), batch_size=2)
    next(stream)
    assert read == ["a", "b"]


def test_batch_methods_are_used_and_one_bad_document_does_not_spoil_the_batch():
    shout = Shout(mark="?")
    docs = list(Pipeline([words, shout]).pipe(["a", "b", "c"], batch_size=2))
    assert [doc.shout for doc in docs] == ["A?", "B?", "C?"]
    assert shout.batches == [2]

    class Fragile(Shout):
        def __call__(self, doc):
            if doc.text == "b":
                raise RuntimeError("no b")
            return super().__call__(doc)

    failures: list[Failure] = []
    docs = list(Pipeline([words, Fragile()]).pipe(["a", "b", "c"], on_error=failures.append))
    assert [doc.shout for doc in docs] == ["A!", "C!"]
    assert [failure.id for failure in failures] == ["1"]


def test_a_failing_analyser_is_named_also_in_a_single_call(pipeline):
    with pytest.raises(PipelineError, match="analyser 'count' failed: ValueError: a bad word") as caught:
        pipeline("bad")
    assert isinstance(caught.value.__cause__, ValueError)


def test_an_analyser_cannot_take_the_name_of_what_a_document_has():
    with pytest.raises(PipelineError, match="cannot be called 'text'"):
        Pipeline([analyser(name="text")(len)])


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ({"names": ["Ann"]}, "'names' must be a sequence of Name"),
        ({"names": 5}, "'names' must be a sequence of Name"),
        ({"tokens": [(0, 1)]}, "'tokens' must be of type SpanArray, not tuple"),
        ({"names": [Name(Span(2, 900), "PER", 1.0)]}, "outside the text of 8 characters"),
    ],
)
def test_layers_brought_along_are_checked(pipeline, layers, message):
    with pytest.raises(InputError, match=message):
        pipeline(Document("Ann left", layers=layers))


def test_meta_must_be_a_mapping(pipeline):
    with pytest.raises(InputError, match='"meta" must be a mapping, not int'):
        pipeline({"text": "a", "meta": 5})
