import subprocess
import sys

import pytest

import sayso


def test_everything_promised_is_there():
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None


def test_all_is_what_is_exported():
    assert sorted(sayso.__all__) == sorted({*sayso._HOME, "__version__"})


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'analyze_everything'"):
        _ = sayso.analyze_everything


def test_importing_loads_nothing_else():
    code = "import sys, sayso; print(*(m for m in sys.modules if m.split('.')[0] in ('numpy', 'nltk', 'sklearn', 'sayso')))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["sayso"]


@pytest.mark.parametrize("module", ["sayso.pipeline", "sayso.document", "sayso.records"])
def test_submodules_do_not_hide_functions(module):
    code = f"import {module}, sayso; assert callable(sayso.analyse) and callable(sayso.people) and callable(sayso.analyser)"
    subprocess.run([sys.executable, "-c", code], check=True)
