import subprocess
import sys

import pytest

import sayso


def test_everything_promised_is_there():
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None


def test_all_is_what_is_exported():
    assert sorted(sayso.__all__) == sorted({*sayso._HOME, *sayso._SUBMODULES, "__version__"})


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'analyze_everything'"):
        _ = sayso.analyze_everything


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_loads_nothing_else():
    loaded = run("import sys, sayso; print(*sys.modules)").split()
    assert [name for name in loaded if name.split(".")[0] in ("sayso", "numpy", "nltk", "sklearn")] == ["sayso"]


@pytest.mark.parametrize("module", ["pipeline", "document", "records", "registry", "persons", "analysers.sentiment"])
def test_submodules_do_not_hide_functions(module):
    functions = "sayso.analyse, sayso.pipe, sayso.people, sayso.analyser, sayso.score_sentiment"
    assert run(f"import sayso.{module}, sayso; print(all(map(callable, ({functions}))))") == "True\n"
