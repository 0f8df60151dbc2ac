"""Bank profiles: the example is whole, and every fault is told with its place."""

import pytest

from payouts.bankfiles.profile import ProfileRefused, parse
from settlement.settings import BASE_DIR

EXAMPLE = (BASE_DIR / "settlements/banks/example.toml").read_text()


def test_the_example_is_a_whole_profile() -> None:
    profile = parse(EXAMPLE, file_name="example.toml")

    assert profile.ach.sender.destination == "121042882"
    assert profile.ach.line_limit == 10_000
    assert profile.check.drawer.first_number == 1001


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('destination = "121042882"', 'destination = "121042881"', "ach.destination: expected a r"),
        ("line_limit = 10000", "line_limit = 9", "ach.line_limit: expected a whole number"),
        ('description = "SETTLEMENT"', 'description = "PAYROLL"', "other than PAYROLL and REVER"),
        ('origin = "1987654321" ', "origin = 1987654321 ", "ach.origin: expected ten digits"),
        ("days_out = 1 ", "days_out = 3 ", "ach.days_out: expected a whole number from 1 to 2"),
        ('company_name = "TIKTOK SETTLMNT"', 'company_name = "TikTok"', "ach.company_name"),
        ('odfi = "12104288"', 'odf = "12104288"', r'ach.odf: .* perhaps "odfi" is meant'),
        ("[check]", "[check", "line 17: expected valid TOML"),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, fault: str) -> None:
    assert old in EXAMPLE

    with pytest.raises(ProfileRefused, match=fault):
        parse(EXAMPLE.replace(old, new, 1), file_name="example.toml")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ProfileRefused) as refused:
        parse("version = 2", file_name="empty.toml")

    assert str(refused.value).count("empty.toml: ") == 3
