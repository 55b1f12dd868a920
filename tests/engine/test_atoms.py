"""Atoms and traits of words."""

from hypothesis import given
from hypothesis import strategies as st

from sayso.engine.atoms import Lexicon, atoms, traits
from sayso.engine.batch import BOUNDARY


def test_atoms_of_a_name_tell_shape_and_ending():
    found = atoms("Washington", Lexicon())
    assert {"w:washington", "W:Washington", "h:Xx", "s3:ton", "p3:was"} <= set(found)


def test_atoms_use_the_word_lists():
    lexicon = Lexicon({"said": (1, 2)}, {"said": (3,)}, {"said": "p"}, {"said": "VBD"}, {"said": 1})
    assert {"c0:1", "c1:2", "e0:3", "t:VBD"} <= set(atoms("said", lexicon))
    assert "g:p" not in atoms("said", lexicon)
    assert "g:p" in atoms("Said", lexicon)
    assert traits("Said", lexicon)[3] == 1


def test_the_boundary_has_one_atom_of_its_own():
    assert atoms(BOUNDARY, Lexicon()) == ["b:"]


@given(st.text(min_size=1, max_size=60))
def test_any_string_has_atoms_without_line_ends_unless_it_has_them(word):
    found = atoms(word, Lexicon())
    assert found
    assert all(":" in atom for atom in found)
    assert "\n" in word or not any("\n" in atom for atom in found)
