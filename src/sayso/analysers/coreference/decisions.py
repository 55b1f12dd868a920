"""One choice that the resolver has: a mention and the clusters that it may belong to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.facts import Facts

__all__ = ["Candidate", "Decision", "Rows"]

Rows = NDArray[np.float32]


class Candidate(NamedTuple):
    """A cluster that a mention may belong to, with the cluster's mention nearest to it."""

    cluster: Cluster
    near: Facts


class Decision(NamedTuple):
    """One choice that the resolver had: the mention, its candidates, and their features."""

    fact: Facts
    candidates: list[Candidate]
    rows: Rows
