"""The gates for people without an account: who may see a claim.

A claimant proves with the access code from the receipt, or with the signed link from a letter,
that the claim is theirs. Whoever proves nothing learns nothing, not even whether a number exists.
"""

import hmac
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import Http404
from django.urls import reverse

from claims.filing import numbers
from claims.filing.models import Claim
from settlement.keys.services import case_key
from settlement.terms.models import Settlement

LINK_LASTS = timedelta(days=30)
MOST_OPEN = 20  # claims in one browser: a guardian with several children

_PURPOSE = "claims/access"  # of the case's key
_SESSION = "claims open here"
_signer = signing.TimestampSigner(salt="claims.filing.access")


def code_key(settlement_id: int) -> bytes:
    """The key of a case's access codes."""
    return case_key(settlement_id, _PURPOSE)


def access_code(key: bytes, number: str) -> str:
    """The access code of a claim number. Derived, so that no table holds it."""
    return numbers.code_from(hmac.digest(key, number.encode(), "sha256"))


def code_of(claim: Claim) -> str:
    """The access code that stands on the claim's receipt."""
    return access_code(code_key(claim.settlement_id), claim.number)


def claim_by_number(*, settlement: Settlement, number: str, code: str) -> Claim | None:
    """The claim that these two open; None for a wrong number and a wrong code alike.

    The code is judged before any table is read: for every wrong pair, whether the number exists
    or not, the work is one HMAC and one comparison, so neither answer nor time tells them apart.
    """
    canonical = numbers.as_number(number)
    expected = access_code(code_key(settlement.pk), canonical)
    if not hmac.compare_digest(expected, numbers.as_code(code)):
        return None
    return Claim.objects.filter(settlement=settlement, number=canonical).first()


def link(settlement: Settlement, public_id: UUID) -> str:
    """The address that opens a claim for LINK_LASTS from now; it goes to the claimant alone."""
    page = reverse("portal-status", args=[settlement.slug])
    return f"{settings.SITE_URL}{page}?claim={_signer.sign(public_id.hex)}"


def claim_by_link(*, settlement: Settlement, token: str) -> Claim | None:
    """The claim that a signed link opens; None where it is altered, of another case or too old."""
    try:
        public_id = UUID(_signer.unsign(token, max_age=LINK_LASTS))
    except (signing.BadSignature, ValueError):
        return None
    return Claim.objects.filter(settlement=settlement, public_id=public_id).first()


def open_in(session: SessionBase, claim: Claim) -> None:
    """Let this browser see the claim until it is closed, or idle for SESSION_COOKIE_AGE."""
    others = [each for each in session.get(_SESSION, []) if each != claim.public_id.hex]
    session[_SESSION] = [claim.public_id.hex, *others][:MOST_OPEN]
    session.set_expiry(0)  # ends with the browser, which the next person may use
    session.cycle_key()  # a session that somebody else knows of must not gain a claim


def close_in(session: SessionBase) -> None:
    """Let this browser see no claim any more."""
    session.pop(_SESSION, None)


def claim_in(session: SessionBase, *, settlement: Settlement, public_id: UUID) -> Claim:
    """The claim, if it was opened in this browser; otherwise there is no such page (Http404)."""
    if public_id.hex not in session.get(_SESSION, []):
        raise Http404
    claim = Claim.objects.filter(settlement=settlement, public_id=public_id).first()
    if claim is None:
        raise Http404
    return claim
