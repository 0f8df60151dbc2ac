"""A benchmark's figures say how they stand to their reference."""

import json

import pytest

from benchmarks.report import Report, Row


@pytest.mark.parametrize(("value", "met"), [(3.9, True), (4.0, True), (4.1, False)])
def test_an_aim_bounds_the_ratio_to_the_reference(value: float, met: bool) -> None:
    row = Row("a run", value, "s", reference=2.0, aim=2.0)

    assert row.met is met
    assert row.ratio == pytest.approx(value / 2.0)


def test_a_figure_without_a_reference_meets_nothing_and_misses_nothing() -> None:
    row = Row("rate", 20_000.0, "claims/s")

    assert (row.ratio, row.met) == (None, None)


@pytest.mark.django_db
def test_the_json_has_the_agreed_keys() -> None:
    report = Report("allocation", {"claims": 10}, [Row("a run", 3.0, "s", 2.0, 2.0)])

    told = json.loads(report.as_json())

    assert told.keys() == {"benchmark", "machine", "size", "rows"}
    assert told["rows"] == [
        {
            "what": "a run",
            "value": 3.0,
            "unit": "s",
            "reference": 2.0,
            "ratio": 1.5,
            "aim": 2.0,
            "met": True,
        }
    ]
