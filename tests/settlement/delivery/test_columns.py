"""Whose column is whose is settled by the first line, or the file is refused with every fault."""

import pytest

from settlement.delivery.columns import ABSENT, Layout, layout_of
from settlement.errors import Refusal


def _layout(header: str, *, supplement: bool = False, **renamed: str) -> Layout:
    return layout_of(
        header,
        flags=("illinois_creator",),
        renamed=renamed,
        file="list.csv",
        supplement=supplement,
    )


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_columns_stand_in_any_order_and_case(separator: str) -> None:
    layout = _layout(separator.join(["Illinois_Creator", " EMAIL ", "member_ref"]))

    assert layout.delimiter == separator
    assert layout.width == 3
    assert layout.places["illinois_creator"] == 0
    assert layout.places["email"] == 1
    assert layout.places["member_ref"] == 2
    assert layout.places["zip"] == ABSENT
    assert layout.carried == {"illinois_creator", "email", "member_ref"}


def test_names_may_stand_in_quotes() -> None:
    assert _layout('"member_ref","email","illinois_creator"').width == 3


def test_the_file_may_call_a_column_otherwise() -> None:
    layout = _layout("Customer ID,email,illinois_creator", member_ref="customer id")

    assert layout.places["member_ref"] == 0


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("email,illinois_creator", 'there is no column "member_ref"'),
        ("member_ref,email", 'there is no column "illinois_creator", a flag'),
        ("member_ref,city,illinois_creator", "there is none of email, notice_id, phone, username"),
        ("member_ref,email,ilinois_creator,illinois_creator", '"ilinois_creator" is unknown'),
        ("member_ref,email,email,illinois_creator", '"email" is there twice'),
        ("", 'there is no column "member_ref"'),
    ],
)
def test_a_wrong_first_line_is_refused_with_what_to_do(header: str, fault: str) -> None:
    with pytest.raises(Refusal, match=fault):
        _layout(header)


@pytest.mark.parametrize("supplement", [False, True])
@pytest.mark.parametrize(
    "line",
    [
        "A-1001,Ana.Brown@gmail.com,(312) 555-0142,@ana.b,Ana,Brown-Nunez,12 Oak St,Chicago,IL",
        "A-1001\tAna.Brown@gmail.com\tBrown-Nunez",
        "Brown-Nunez;Ana.Brown@gmail.com",
        "Brown-Nunez",
    ],
)
def test_a_first_line_that_may_be_a_members_is_refused_and_not_repeated(
    line: str, supplement: bool
) -> None:
    with pytest.raises(Refusal) as refused:
        _layout(line, supplement=supplement)

    said = str(refused.value)
    assert "has none of the column names" in said
    for cell in ("A-1001", "Ana", "Brown", "gmail", "555", "Oak", "Chicago"):
        assert cell.casefold() not in said.casefold()


def test_one_name_that_is_ours_makes_it_a_line_of_names() -> None:
    """The control: of a line of names, what is misspelt is said."""
    with pytest.raises(Refusal, match='the column "emial" is unknown'):
        _layout("customer id,emial", member_ref="Customer ID")
    with pytest.raises(Refusal, match="such as customer id, in one line"):
        _layout("customer no,emial", member_ref="Customer ID")


def test_all_faults_are_named_together() -> None:
    with pytest.raises(Refusal, match=r"member_ref.*unknown.*twice"):
        _layout("email,email,ssn,illinois_creator")


def test_mapping_a_column_that_we_do_not_have_is_refused() -> None:
    with pytest.raises(Refusal, match='--map names "mail"'):
        _layout("member_ref,email,illinois_creator", mail="email")


def test_a_supplement_may_say_what_to_do_and_needs_no_other_columns() -> None:
    layout = _layout("member_ref,Action", supplement=True)

    assert layout.places["action"] == 1
    assert not layout.complete


@pytest.mark.parametrize(
    ("header", "complete"),
    [
        ("member_ref,email,illinois_creator", True),
        ("member_ref,city,illinois_creator", False),
        ("member_ref,email", False),
    ],
)
def test_whether_a_supplement_has_what_a_new_member_needs(header: str, complete: bool) -> None:
    assert _layout(header, supplement=True).complete is complete


def test_a_list_does_not_say_what_to_do() -> None:
    with pytest.raises(Refusal, match='"action" is unknown'):
        _layout("member_ref,email,illinois_creator,action")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("email,action", 'there is no column "member_ref"'),
        ("member_ref", "nothing beside"),
        ("member_ref,last_name", "both or neither"),
        ("member_ref,emial", '"emial" is unknown'),
        ("member_ref,action,action", '"action" is there twice'),
    ],
)
def test_a_wrong_first_line_of_a_supplement_is_refused_with_what_to_do(
    header: str, fault: str
) -> None:
    with pytest.raises(Refusal, match=fault):
        _layout(header, supplement=True)
