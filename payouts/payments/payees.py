"""Who is paid for a claim, and how: read from what was filed. Pure.

A minor's claim is filed by a guardian, and the guardian is paid for the child: the account of a
transfer is the guardian's, and a check names both.
"""

from dataclasses import dataclass

from claims.filing.contents import GUARDIAN, SAVINGS, Contents


@dataclass(frozen=True, slots=True)
class Payee:
    """name: of the account's owner; check_name: what stands on the payee line of a check."""

    name: str
    check_name: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str
    routing: str
    account: str
    savings: bool


def payee_of(contents: Contents) -> Payee:
    """The payee of a claim with these contents. Account fields are empty but for ACH."""
    claimant = contents.full_name
    guardian = f"{contents.guardian_first_name} {contents.guardian_last_name}".strip()
    for_child = contents.capacity == GUARDIAN
    return Payee(
        name=guardian if for_child else claimant,
        check_name=f"{guardian} guardian for {claimant}" if for_child else claimant,
        line1=contents.line1,
        line2=contents.line2,
        city=contents.city,
        state=contents.state,
        zip=contents.zip,
        routing=contents.routing,
        account=contents.account,
        savings=contents.account_type == SAVINGS,
    )
