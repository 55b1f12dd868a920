import numpy as np
import pytest

from sayso.report.charts import Flow, flow_chart, smoothed, tone_chart


def test_speakers_stand_left_and_those_they_speak_of_right():
    chart = flow_chart([Flow("lund", "reyes", 3, 0.2), Flow("lund", "port", 1, None)])
    assert [node.key for node in chart.speakers] == ["lund"]
    assert {node.key for node in chart.targets} == {"reyes", "port"}
    assert chart.links[0].width > chart.links[1].width
    assert chart.left_out == 0


def test_only_so_many_lines_are_drawn_as_can_be_told_apart():
    flows = [Flow(f"s{i}", f"t{j}", 1 + i * j, None) for i in range(9) for j in range(9)]
    chart = flow_chart(flows, links=10)
    assert len(chart.links) == 10
    assert chart.left_out == 71
    assert min(link.flow.quotes for link in chart.links) >= 40
    ends = {link.flow.speaker for link in chart.links}, {link.flow.target for link in chart.links}
    assert ({node.key for node in chart.speakers}, {node.key for node in chart.targets}) == ends


def test_nobody_speaks_of_anybody():
    assert flow_chart([]) is None


def test_too_few_sentences_make_no_line():
    assert tone_chart(np.array([0.2, 0.8]), np.array([0.1, 0.2]), []) is None


def test_the_line_follows_the_tone():
    places = np.linspace(0, 1, 40)
    line = smoothed(places, np.where(places < 0.5, 0.4, -0.4), np.array([0.1, 0.9]))
    assert line.tolist() == pytest.approx([0.4, -0.4], abs=0.01)
