"""The same as a PDF: tagged, with its language and title, for screen readers as for paper.

Typst sets it by the template `amount.typ`. Every word goes in as data, so no text, whoever wrote
it, is ever read as Typst code. Fonts are those inside the library, and the date is the run's: the
same runs give the same bytes, in each language, on every machine.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from payouts.explanations import words
from payouts.explanations.bill import Bill
from settlement.terms.schema import Case

TEMPLATE = settings.BASE_DIR / "templates" / "payouts" / "explanations" / "amount.typ"
ACCESSIBLE = "ua-1"


def pdf(bills: Sequence[Bill], *, number: str, language: str) -> bytes:
    """The bills of one claim as a document. number: the claim's

    A text in letters that the fonts lack is drawn as boxes and still read aloud; the document
    then does not call itself PDF/UA.
    """
    said = _said(bills, case=bills[-1].explained.terms.case, number=number, language=language)
    computed_at = max(filter(None, (bill.explained.run.approved_at for bill in bills)))
    try:
        return _typeset(said, at=computed_at, standards=[ACCESSIBLE])
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        return _typeset(said, at=computed_at, standards=[])


def _said(bills: Sequence[Bill], *, case: Case, number: str, language: str) -> dict[str, Any]:
    return {
        "lang": language.split("-")[0],
        "title": _("Why this amount: claim %(number)s") % {"number": number},
        "footer": _("Claim %(number)s") % {"number": number},
        "case": {"court": case.court, "name": case.name, "number": case.number},
        "words": {
            "what": _("What"),
            "number": _("Number"),
            "counted": words.counted(),
        },
        "bills": [_as_data(bill) for bill in bills],
    }


def _as_data(bill: Bill) -> dict[str, Any]:
    return {
        "name": bill.name,
        "amount": bill.amount,
        "warning": bill.warning,
        "fund": [asdict(row) for row in bill.fund],
        "sections": [asdict(section) for section in bill.sections],
        "reason": bill.reason,
        "why": asdict(bill.why) if bill.why else None,
        "total": asdict(bill.total),
        "facts": [asdict(fact) for fact in bill.facts],
    }


def _typeset(said: dict[str, Any], *, at: datetime, standards: list[Any]) -> bytes:
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said)},
        format="pdf",
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gives one PDF as bytes")
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
