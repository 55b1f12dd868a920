"""Errors say what, where and what to do, and survive being sent between processes."""

import pickle

import pytest

from sayso.errors import BatchError, Failure, MissingExtraError, UnknownNameError, WireError


def test_unknown_name_lists_the_nearest_and_all_known():
    message = str(UnknownNameError("layer", "quote", ["quotes", "names"], hint="Run it."))
    assert message == "no layer is called 'quote'; did you mean 'quotes'? Known: names, quotes. Run it."
    assert str(UnknownNameError("layer", "x", [])) == "no layer is called 'x'. Known: none."


def test_missing_extra_prints_the_install_command():
    error = MissingExtraError("The report page", package="Jinja2", extra="report")
    assert "pip install 'sayso[report]'" in str(error)
    assert isinstance(error, ImportError)


def test_batch_error_shortens_a_long_list():
    failures = [Failure(f"d{i}", "why", ValueError()) for i in range(7)]
    assert str(BatchError(failures)).endswith("d4: why; and 2 more")


@pytest.mark.parametrize(
    "error",
    [
        WireError("quotes[3].content", "expected a list"),
        UnknownNameError("layer", "a", ["b"]),
        MissingExtraError("Plots", package="matplotlib", extra="plots"),
        BatchError([Failure("d", "why", ValueError("x"))]),
    ],
)
def test_errors_can_be_pickled(error):
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert twin.__dict__.keys() == error.__dict__.keys()
