"""A scenario's rows become groups; what cannot be read is refused with its line."""

import pytest

from payouts.allocation.scenario import ScenarioRefused, groups_of
from settlement.terms.outcomes import POINT_UNITS
from tests.payouts.allocation.plans import SHARES, terms

PLAN = terms(points="6 if created_in_illinois else 1 + years")


def test_each_row_is_a_group_in_its_order() -> None:
    groups = groups_of("count,created_in_illinois,years\n5,true,\n7,,3\n0,false,0\n", PLAN)

    assert [(group.claims, group.measured.units[SHARES] / POINT_UNITS) for group in groups] == [
        (5, 6),
        (7, 4),
        (0, 1),
    ]


def test_a_flag_overrides_its_question_where_it_is_not_empty() -> None:
    text = "illinois_creator,created_in_illinois,count\nfalse,true,1\n,true,1\n"

    groups = groups_of(text, PLAN)

    assert [group.measured.units[SHARES] / POINT_UNITS for group in groups] == [1, 6]


def test_blank_lines_spaces_and_a_byte_order_mark_do_not_matter() -> None:
    groups = groups_of("\ufeffcount , years\r\n\r\n 5 , 3 \r\n", PLAN)

    assert [group.claims for group in groups] == [5]


def test_a_scenario_without_rows_has_no_groups() -> None:
    assert groups_of("count\n", PLAN) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'Line 1 .* no column "count"'),
        ("years\n1\n", 'Line 1 .* no column "count"'),
        ("count,count\n1,1\n", 'Line 1 .* "count" twice'),
        ("count,yaers\n1,1\n", 'Line 1 .* "yaers", which is no question'),
        ("count\n1\n-1\n", 'Line 3 .* "-1" is no count; write a whole number'),
        ("count\n1.5\n", 'Line 2 .* "1.5" is no count'),
        ("count\n\n", None),
        ("count,years\n,1\n", 'Line 2 .* "" is no count'),
        ("count,years\n1,2.5\n", 'Line 2 .* "2.5" is no answer to years; write a whole number'),
        ("count,created_in_illinois\n1,yes\n", "Line 2 .* write true, false or nothing"),
        ("count,illinois_creator\n1,yes\n", 'Line 2 .* "yes" is no flag'),
        ("count,years\n1,2,3\n", "Line 2 .* has 3 cells"),
        ('count,years\n1,"2\n', "Line 2 .* not CSV"),
        ("count\n9999999999999\n", "Line 2 .* no count"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, sentence: str | None) -> None:
    if sentence is None:
        assert groups_of(text, PLAN) == []
        return
    with pytest.raises(ScenarioRefused, match=sentence):
        groups_of(text, PLAN)
