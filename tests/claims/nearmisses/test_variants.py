"""Every slip that people make is undone, and what was entered comes first."""

import pytest

from claims.nearmisses import variants
from claims.nearmisses.domains import PROVIDERS, meant_by
from claims.nearmisses.slips import Slip
from settlement.identifiers import normalise, notice_ids

ID = "7KQ29F4DPX3W8RT8"


@pytest.mark.parametrize(
    ("listed", "entered", "slip"),
    [
        ("jane.doe@example.org", "jnae.doe@example.org", Slip.SWAPPED),
        ("jane.doe@example.org", "jabe.doe@example.org", Slip.WRONG),
        ("jane.doe@example.org", "jan.doe@example.org", Slip.MISSING),
        ("jane.doe@example.org", "janne.doe@example.org", Slip.EXTRA),
        ("jane.doe@example.org", "janedoe@example.org", Slip.MISSING),
        ("jane.doe@example.org", "jane_doe@example.org", Slip.WRONG),
        ("jane85@example.org", "jane8@example.org", Slip.MISSING),
        ("jane0@example.org", "janeo@example.org", Slip.WRONG),
        ("jane.doe@example.org", "jane.doe@example.ogr", Slip.DOMAIN),
        ("janedoe@gmail.com", "jane.doe@gmial.com", Slip.DOMAIN),  # Gmail's dots go
        ("janedoe@gmail.com", "janedoe@gmail.con", Slip.DOMAIN),
        ("janedoe@gmail.com", "janedoe@gmail.co", Slip.DOMAIN),
        ("janedoe@gmail.com", "janedoe@gmailcom", Slip.DOMAIN),
        ("janedoe@hotmail.com", "janedoe@hotmial.com", Slip.DOMAIN),
        ("janedoe@comcast.net", "janedoe@comcast.nte", Slip.DOMAIN),
        ("janedoe@yahoo.com", "janedoe@gmail.com", Slip.PROVIDER),
    ],
)
def test_an_address_is_found_by_what_was_typed_for_it(
    listed: str, entered: str, slip: Slip
) -> None:
    canonical = normalise.email(entered, fold_gmail=True)

    assert variants.email(canonical, fold_gmail=True)[listed] is slip


@pytest.mark.parametrize(
    ("listed", "entered", "slip"),
    [
        ("dance.queen", "dance.qeuen", Slip.SWAPPED),
        ("dance.queen", "dancequeen", Slip.MISSING),
        ("dance_queen_1", "dance.queen.1", Slip.PUNCTUATION),
        ("dancequeen", "dance.queen", Slip.PUNCTUATION),
        ("dancequeen", "dance_the_queen"[:6] + "queen", Slip.PUNCTUATION),
        ("dancequeen", "dancequeen2004", Slip.ENDING),
        ("dance.queen", "dance.queem", Slip.WRONG),
        ("straße".casefold(), "strase", Slip.MISSING),
    ],
)
def test_a_username_is_found_by_what_was_typed_for_it(
    listed: str, entered: str, slip: Slip
) -> None:
    assert variants.username(entered)[listed] is slip


@pytest.mark.parametrize(
    ("entered", "slip"),
    [("+13125550124", Slip.SWAPPED), ("+13125550143", Slip.WRONG), ("+13125550142", Slip.NONE)],
)
def test_a_phone_number_is_found_by_what_was_typed_for_it(entered: str, slip: Slip) -> None:
    assert variants.phone(entered)["+13125550142"] is slip


@pytest.mark.parametrize(
    ("entered", "slip"),
    [
        ("7KQ29F4DPX3W8RT9", Slip.WRONG),
        ("7QK29F4DPX3W8RT8", Slip.SWAPPED),
        ("7KQ29F4DPX3W8RT", Slip.MISSING),
        ("7KQ29F4DPX3WW8RT8", Slip.EXTRA),
        ("7KQ29F4DPX3WBRT8", Slip.LOOKALIKES),
        ("7KQZ9F4DPX3WBRT8", Slip.LOOKALIKES),  # as many as there are
    ],
)
def test_a_notice_id_is_found_by_what_was_typed_for_it(entered: str, slip: Slip) -> None:
    found = variants.notice_id(entered)

    assert found[ID] is slip
    assert len(found) < 45  # the check character leaves few


def test_a_right_notice_id_has_no_variants() -> None:
    assert variants.notice_id(ID) == {ID: Slip.NONE}


@pytest.mark.parametrize(
    ("listed", "entered"),
    [("990017425", "990017452"), ("AB12345", "AB1345"), ("AB12345", "AC12345")],
)
def test_a_notice_id_of_the_defendant_s_own_making_is_found_too(listed: str, entered: str) -> None:
    assert listed in variants.notice_id(entered)


def test_a_code_one_slip_away_is_right_by_its_check_character() -> None:
    found = variants.code("K4T7P9XMW8")

    assert found["K4T7P9XWM8"] is Slip.SWAPPED
    assert all(notice_ids.is_code(text) for text in found if text != "K4T7P9XMW8")


@pytest.mark.parametrize(
    "found",
    [
        variants.email("jane.doe1985@gmial.com", fold_gmail=True),
        variants.username("dance.queen42"),
        variants.phone("+13125550142"),
        variants.phone("+442079460018"),
    ],
)
def test_what_was_entered_comes_first_and_a_claim_has_some_hundred_keys(
    found: dict[str, Slip],
) -> None:
    assert next(iter(found.values())) is Slip.NONE
    assert [*found.values()].count(Slip.NONE) == 1
    assert len(found) < 1_000


@pytest.mark.parametrize("text", ["x" * 500, "x", "", "x" * 41])
def test_what_is_no_name_has_no_variants_but_itself(text: str) -> None:
    assert len(variants.username(text)) <= 6
    assert len(variants.notice_id(text)) <= 1
    assert len(variants.code(text)) <= 1
    assert len(variants.email(f"{text}@example.org", fold_gmail=True)) < 12


def test_no_provider_is_taken_for_a_misspelling_that_it_is_not() -> None:
    for provider in PROVIDERS:
        assert provider not in dict(meant_by(provider))
