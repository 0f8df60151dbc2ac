"""Plain functions that make rows. What a test does not name has a sensible value."""

import itertools
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from claims.filing import services as filing
from claims.filing.contents import Contents
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


def small_with_tiers(*keys: str) -> str:
    """The small case's file with one question more, "tier", which offers these choices."""
    choices = ", ".join(
        f'{{ key = "{key}", label = {{ en = "{key} tier", es = "nivel {key}" }} }}' for key in keys
    )
    question = f"""
[[questions]]
key = "tier"
kind = "choice"
label = {{ en = "Which tier?", es = "¿Qué nivel?" }}
choices = [{choices}]

[[pools]]"""
    return (DATA / "small.toml").read_text().replace("[[pools]]", question, 1)


def next_version(settlement: Settlement, text: str) -> TermsVersion:
    """Another text in force, whatever it changes: `terms.services.adopt` would judge it."""
    return TermsVersion.objects.create(
        settlement=settlement,
        number=settlement.versions.count() + 1,
        file_name="small.toml",
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        reason="The court amended the settlement.",
        adopted_at=NOW,
        adopted_by=User.objects.service("tests"),
    )


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


def contents(**fields: Any) -> Contents:
    """What a person might file in the small case, complete and without a fault."""
    n = next(_counter)
    values: dict[str, Any] = {
        "first_name": "Dana",
        "last_name": "Rivera",
        "line1": f"{n} Lake Street",
        "city": "Chicago",
        "state": "IL",
        "zip": "60601",
        "email": f"dana{n}@example.org",
        "phone": "312 555 0142",
        "answers": {"created_in_illinois": True},
        "payment_method": "check",
        "signature": "Dana Rivera",
        "attested_text": "I declare under penalty of perjury that this is true.",
    }
    return Contents(**(values | fields))


def filed(settlement: Settlement, **fields: Any) -> Claim:
    """A claim that was really filed; `fields` are its contents'."""
    receipt = filing.file(
        settlement=settlement,
        contents=contents(**fields),
        submission_key=uuid.uuid4(),
        by=User.objects.service("tests"),
        now=NOW,
    )
    return Claim.objects.get(pk=receipt.claim_id)
