"""Write invented claims as a CSV of what claimants enter, and beside it the truth about them."""

import csv
from pathlib import Path

from settlement.progress import Advance
from settlement.synthetic.synthetic_claims import SyntheticClaims

TRUTH = ("n", "kind", "member_ref", "expect")
BEFORE_ANSWERS = (
    "n", "notice_id", "confirmation_code", "first_name", "last_name",
    "line1", "line2", "city", "state", "zip", "email", "phone", "usernames",
    "capacity", "guardian_first_name", "guardian_last_name", "birth_date",
)  # fmt: skip
BEHIND_ANSWERS = ("payment_method", "routing", "account", "account_type")


def truth_path(path: Path) -> Path:
    """Where the truth about a file of claims stands: claims.csv has claims.truth.csv."""
    return path.with_suffix(".truth.csv")


def write(path: Path, claims: SyntheticClaims, *, written: Advance = lambda _claims: None) -> Path:
    """Write both files and return the truth's. The same claims give the same bytes.

    raises: Refusal when there are more claims than members
    """
    columns = (*BEFORE_ANSWERS, *claims.answers, *BEHIND_ANSWERS)
    truth = truth_path(path)
    with (
        path.open("w", newline="", encoding="utf-8") as claims_file,
        truth.open("w", newline="", encoding="utf-8") as truth_file,
    ):
        rows = csv.DictWriter(claims_file, columns, lineterminator="\n")
        truths = csv.writer(truth_file, lineterminator="\n")
        rows.writeheader()
        truths.writerow(TRUTH)
        for claim in claims:
            rows.writerow(claim.cells)
            truths.writerow((claim.n, claim.kind, claim.member_ref, claim.expected))
            written(1)
    return truth
