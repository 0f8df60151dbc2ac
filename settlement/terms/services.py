"""Adopt a settlement file, amend it, and read the terms in force."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.db import DEFAULT_DB_ALIAS, transaction

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.keys import services as keys
from settlement.terms.amending import breaches
from settlement.terms.calendar import CalendarWarning, lint
from settlement.terms.models import Settlement, TermsVersion
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms

# Every page asks; written out, they cost a fifth of the processor time. Both read the index
# version_number_once.
IN_FORCE = """
    SELECT sha256 FROM settlement_termsversion
     WHERE settlement_id = %(settlement_id)s
     ORDER BY number DESC LIMIT 1
"""
CASE_IN_FORCE = """
    SELECT s.id, s.slug, s.name, s.time_zone, s.adopted_at, v.sha256
      FROM settlement_settlement s
     CROSS JOIN LATERAL (SELECT sha256 FROM settlement_termsversion
                          WHERE settlement_id = s.id
                          ORDER BY number DESC LIMIT 1) v
     WHERE s.slug = %(slug)s
"""
# Of Settlement, as CASE_IN_FORCE has them.
_CASE = ("id", "slug", "name", "time_zone", "adopted_at")

_LONGEST_FILE_NAME = 200


class CalendarQuestioned(Refusal):
    """The calendar raises questions, and the caller was strict."""


class AmendmentRefused(Refusal):
    """A changed file gives no reason, or changes what stored data hangs on."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """created is False where the very same text was in force already."""

    settlement: Settlement
    version: TermsVersion
    created: bool
    warnings: tuple[CalendarWarning, ...]


@transaction.atomic
def adopt(
    *,
    text: str,
    file_name: str,
    by: User,
    now: datetime,
    reason: str = "",
    strict: bool = False,
) -> Adopted:
    """Adopt a settlement file as its case's first version or, with a reason, as its next.

    The text in force adopted again changes nothing. A text that was in force before the last is
    a change like any other.
    raises: SettlementFileRefused with every fault of the text; CalendarQuestioned when `strict`
            and the calendar has warnings; AmendmentRefused. Nothing is stored then.
    """
    terms = parse_terms(text, file_name=file_name)
    warnings = tuple(lint(terms.calendar))
    if strict and warnings:
        raise CalendarQuestioned("\n".join(f"{file_name}: {warning}" for warning in warnings))

    settlement = _locked_settlement(terms)
    latest = settlement.versions.order_by("number").last()
    digest = sha256(text.encode()).hexdigest()
    if latest is not None and latest.sha256 == digest:
        return Adopted(settlement, latest, created=False, warnings=warnings)
    if latest is not None:
        _check_amendment(terms_of_version(latest), terms, reason=reason)

    version = TermsVersion.objects.create(
        settlement=settlement,
        number=latest.number + 1 if latest else 1,
        file_name=file_name[-_LONGEST_FILE_NAME:],
        text=text,
        sha256=digest,
        reason=reason.strip(),
        adopted_at=now,
        adopted_by=by,
    )
    _rename(settlement, terms.case.name)
    audit.record(
        kind="settlement.adopted",
        entity="settlement",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        why=version.reason,
        data={
            "version": version.number,
            "sha256": digest,
            "warnings": [str(warning) for warning in warnings],
        },
    )
    return Adopted(settlement, version, created=True, warnings=warnings)


def version_of(settlement: Settlement) -> TermsVersion:
    """The version in force, which is the latest. Its text is fetched where it is asked for."""
    return settlement.versions.defer("text").latest("number")


def terms_of(settlement: Settlement) -> Terms:
    """The terms in force: one small query; the text is parsed once in a process."""
    return _parsed(sql.value(IN_FORCE, settlement_id=settlement.pk))


def case_in_force(slug: str) -> tuple[Settlement, Terms] | None:
    """A case and its terms in force, by one query; None where there is no such case."""
    for *case, digest in sql.rows(CASE_IN_FORCE, slug=slug):
        return Settlement.from_db(DEFAULT_DB_ALIAS, _CASE, case), _parsed(digest)
    return None


def terms_of_version(version: TermsVersion) -> Terms:
    """The terms of one version, such as the one a run was frozen under."""
    return _parsed(version.sha256)


@lru_cache(maxsize=64)
def _parsed(digest: str) -> Terms:
    # The text behind a hash never changes, so what is kept here can never be out of date.
    version = TermsVersion.objects.filter(sha256=digest).order_by("pk")[0]
    return parse_terms(version.text, file_name=version.file_name)


def _locked_settlement(terms: Terms) -> Settlement:
    """The case's row, made with the case's key if it is new, locked against another adoption."""
    settlement, is_new = Settlement.objects.get_or_create(
        slug=terms.case.slug,
        defaults={"name": terms.case.name, "time_zone": terms.case.time_zone},
    )
    if is_new:
        keys.make_case_key(settlement_id=settlement.pk)
    return Settlement.objects.select_for_update().get(pk=settlement.pk)


def _check_amendment(old: Terms, new: Terms, *, reason: str) -> None:
    if not reason.strip():
        raise AmendmentRefused(
            f"{new.case.slug} is adopted already, and this file differs from the one in force."
            " Say why it changes, with a reason, to adopt it as the next version."
        )
    if found := breaches(old, new):
        raise AmendmentRefused("\n".join(found))


def _rename(settlement: Settlement, name: str) -> None:
    if settlement.name != name:
        settlement.name = name
        settlement.save(update_fields=["name"])
