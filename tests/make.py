"""Plain functions that make rows. What a test does not name has a sensible value."""

import itertools
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.keys import services as keys
from settlement.terms.models import Settlement, TermsVersion

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # within the small case's claims period
PASSWORD = "correct horse battery staple"
_counter = itertools.count(1)


def user(*roles: str, name: str = "Alice", email: str = "") -> User:
    """Somebody on the staff, with the named roles."""
    made = User.objects.create_user(
        email or f"{name.lower()}{next(_counter)}@example.org", PASSWORD, name=name, is_staff=True
    )
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def settlement(
    *, text: str | None = None, slug: str = "small", by: User | None = None
) -> Settlement:
    """The small case, adopted, with its key. `text` is another settlement file's."""
    if text is None:
        text = (DATA / "small.toml").read_text().replace('slug = "small"', f'slug = "{slug}"')
    made = Settlement.objects.create(
        slug=slug, name="In re Small Case Litigation", time_zone="America/New_York"
    )
    TermsVersion.objects.create(
        settlement=made,
        number=1,
        file_name="small.toml",
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        adopted_at=NOW,
        adopted_by=by or User.objects.service("tests"),
    )
    keys.make_case_key(settlement_id=made.pk)
    return made


def claim(settlement: Settlement, **fields: Any) -> Claim:
    """A claim row alone, without versions: for tests of what happens to it afterwards."""
    n = next(_counter)
    status = fields.get("status", "filed")
    values: dict[str, Any] = {
        "number": f"TST-{n:08d}",
        "received_at": NOW,
        "payment_method": "check",
        "answers": {"created_in_illinois": False},
        "address_state": "NY",
        "member_no": n if status == "approved" else None,
        "queue": "name_differs" if status == "in_review" else "",
    }
    return Claim.objects.create(settlement=settlement, **(values | fields))
