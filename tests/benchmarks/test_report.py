"""A benchmark's figures say how they stand to their reference."""

import json

import pytest

from benchmarks.report import Report, Row, quantile


@pytest.mark.parametrize(("value", "met"), [(3.9, True), (4.0, True), (4.1, False)])
def test_an_aim_bounds_the_ratio_to_the_reference(value: float, met: bool) -> None:
    row = Row("a run", value, "s", reference=2.0, aim=2.0)

    assert row.met is met
    assert row.ratio == pytest.approx(value / 2.0)


@pytest.mark.parametrize(("value", "met"), [(0.9, True), (1.0, True), (1.1, False)])
def test_an_aim_may_bound_the_value_itself(value: float, met: bool) -> None:
    row = Row("a look-up, p99", value, "ms", most=1.0)

    assert row.met is met
    assert row.aims == "1 ms"


@pytest.mark.parametrize(("value", "met"), [(0.9, False), (0.96, True), (1.04, True), (1.1, False)])
def test_two_figures_may_have_to_be_alike(value: float, met: bool) -> None:
    row = Row("a wrong code", value, "ms", reference=1.0, alike=0.05)

    assert row.met is met
    assert row.aims == "± 5%"


def test_of_several_aims_all_are_met_or_none() -> None:
    assert Row("a run", 3.0, "s", reference=2.0, aim=2.0, most=2.5).met is False


def test_a_quantile_is_a_time_that_was_measured() -> None:
    times = [float(n) for n in range(100, 0, -1)]

    assert (quantile(times, 0.5), quantile(times, 0.99), quantile([7.0], 0.99)) == (51, 100, 7)


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
            "most": None,
            "alike": None,
            "met": True,
        }
    ]
