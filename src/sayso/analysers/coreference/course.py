"""What is known of a document while the resolver walks over its mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View

__all__ = ["Course"]


@dataclass(slots=True, eq=False)
class Course:
    """The state of the walk.

    `cluster_of` holds each mention's cluster (-1: none yet), `recent` the clusters in the order in which they were last
    mentioned, `by_head` those with a noun among their heads or roles, `later` for a sentence the clusters that are
    named there first, `speakers` who speaks a quotation, `last_person` the latest of them
    that is one person; `headlines` are paragraphs.
    """

    view: View
    facts: Sequence[Facts]
    sources: Mapping[int, int]
    cluster_of: list[int]
    headlines: frozenset[int] = frozenset()
    clusters: dict[int, Cluster] = field(default_factory=dict)
    recent: dict[int, None] = field(default_factory=dict)
    by_head: dict[str, dict[int, None]] = field(default_factory=dict)
    later: dict[int, list[int]] = field(default_factory=dict)
    speakers: dict[int, int] = field(default_factory=dict)
    last_speaker: int = -1
    last_person: int = -1
