"""The PDF: the same lines as the page, tagged, the same bytes each time; and no text is code."""

import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from claims.filing.models import Claim
from payouts.allocation import services
from payouts.explanations import limits
from payouts.explanations.bill import bills_of
from payouts.explanations.document import pdf
from payouts.explanations.lookup import explained
from settlement.ratelimit import Limit
from settlement.terms.models import Settlement
from tests import make
from tests.payouts import paying
from tests.payouts.allocation.running import finished
from tests.payouts.explanations.test_views import address, owner, today  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
APPROVED_AT = make.NOW.replace(microsecond=123_456)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@pytest.fixture(autouse=True)
def unspent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of this test's own."""
    for name in ("PER_CLAIM", "PER_SOURCE", "IN_ALL"):
        limit: Limit = getattr(limits, name)
        monkeypatch.setattr(limits, name, Limit(f"{limit.name}-{make.user().pk}", limit.most, 60))


def awarded(settlement: Settlement, **answers: object) -> Claim:
    """A claim that an approved run awarded."""
    claim = paying.approved_claim(settlement, answers={"created_in_illinois": True, **answers})
    paying.fund(settlement)
    run = finished(settlement, by=make.user("finance maker"))
    services.approve_run(run=run, by=make.user("finance approver"), now=APPROVED_AT)
    return claim


def document(claim: Claim, *, language: str = "en") -> bytes:
    with translation.override(language):
        bills = bills_of(explained(claim), language=language)
        return pdf(bills, number=claim.number, language=language)


def inside(data: bytes) -> bytes:
    """A PDF with its streams unpacked."""
    return data + b"\n".join(unpacked(data))


def unpacked(data: bytes) -> Iterator[bytes]:
    for packed in STREAM.findall(data):
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            yield packed


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_tagged_and_names_its_language_and_standard(
    settlement: Settlement, language: str
) -> None:
    claim = awarded(settlement)
    found = inside(document(claim, language=language))

    assert found.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in found
    assert b"/Marked true" in found
    assert b"/Lang(%s" % language.encode() in found
    assert b"pdfuaid:part>1<" in found
    assert claim.number.encode() in found  # in its title
    assert b"/FontFile" in found


def test_the_same_run_gives_the_same_bytes(settlement: Settlement) -> None:
    claim = awarded(settlement)

    assert document(claim) == document(claim)
    assert document(claim) != document(claim, language="es")


WORDS = ['#panic("read as code")', "*bold* $x$ _y_ <label> @ref", "\\ #let x = 1; // = /* [", '"]}']


@pytest.mark.parametrize("said", [*WORDS, "你好 🙂"])
def test_no_text_is_read_as_code_and_none_is_refused(db: None, said: str) -> None:
    """A title, a label and an answer of anybody's making are words; also in letters without a
    font, where the document does not call itself PDF/UA."""
    written = said.replace("\\", "\\\\").replace('"', '\\"')
    text = (make.DATA / "small.toml").read_text()
    text = text.replace("Attorneys' fees", written).replace(
        "Did you create a video in Illinois?", written
    )
    claim = awarded(make.settlement(text=text))

    found = inside(document(claim))

    assert found.startswith(b"%PDF-")
    assert (b"pdfuaid" in found) == (said in WORDS)


def test_the_owner_gets_it_and_after_ten_is_asked_to_wait(settlement: Settlement) -> None:
    claim = awarded(settlement)
    client = owner(claim)

    answers: list[Any] = [client.get(address(claim, "amount-pdf")) for _each in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[0].headers["Content-Type"] == "application/pdf"
    assert answers[0].content.startswith(b"%PDF-")
    assert "no-store" in answers[0].headers["Cache-Control"]
    assert "The page says the same" in answers[10].content.decode()
