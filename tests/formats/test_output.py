import io

import pytest
from tests.builders import sample

from sayso.formats.output import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock on which every look takes ten seconds."""
    ticks = iter(range(0, 10_000, 10))
    monkeypatch.setattr("sayso.formats.output.time.monotonic", lambda: next(ticks))


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("stream", "starts"), [(io.StringIO, "4 texts, 0.0 million"), (Terminal, "\r\x1b[K1 texts")])
def test_progress_is_told_when_it_takes_long(monkeypatch, stream, starts):
    err = stream()
    monkeypatch.setattr("sys.stderr", err)
    progress = Progress(quiet=False)
    assert len(list(progress.over([sample()] * 4))) == 4
    progress.clear()
    progress.clear()
    assert err.getvalue().startswith(starts)
    assert err.getvalue().endswith(("s\n", "\r\x1b[K"))


@pytest.mark.usefixtures("clock")
def test_quiet_says_nothing(monkeypatch):
    err = io.StringIO()
    monkeypatch.setattr("sys.stderr", err)
    list(Progress(quiet=True).over([sample()] * 4))
    assert err.getvalue() == ""
