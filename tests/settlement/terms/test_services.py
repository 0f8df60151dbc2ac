"""Adopting a settlement file, amending it, and reading the terms in force."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.keys.models import CaseKey
from settlement.terms import services
from settlement.terms.faults import SettlementFileRefused
from settlement.terms.models import Settlement, TermsVersion
from settlement.terms.services import Adopted, AmendmentRefused, CalendarQuestioned

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def adopt(text: str, *, by: User, reason: str = "", strict: bool = False) -> Adopted:
    return services.adopt(
        text=text, file_name="case.toml", by=by, now=NOW, reason=reason, strict=strict
    )


def nothing_is_stored() -> bool:
    return not (
        Settlement.objects.exists() or TermsVersion.objects.exists() or Event.objects.exists()
    )


def test_the_first_adoption_makes_the_case_its_key_and_version_one(
    every_key: str, alice: User
) -> None:
    adopted = adopt(every_key, by=alice)

    assert adopted.created
    assert (adopted.settlement.slug, adopted.version.number) == ("every-key", 1)
    assert adopted.settlement.time_zone == "America/Chicago"
    assert adopted.version.text == every_key
    assert adopted.version.sha256 == sha256(every_key.encode()).hexdigest()
    assert adopted.version.adopted_by == alice
    assert CaseKey.objects.filter(settlement=adopted.settlement).count() == 2  # and its list's
    event = Event.objects.get(kind="settlement.adopted")
    assert (event.ref, event.actor) == ("every-key", alice)
    assert event.data["sha256"] == adopted.version.sha256


def test_the_same_bytes_again_change_nothing(every_key: str, alice: User, bob: User) -> None:
    first = adopt(every_key, by=alice)
    again = adopt(every_key, by=bob, reason="To be sure.")

    assert not again.created
    assert again.version == first.version
    assert TermsVersion.objects.count() == Event.objects.count() == 1


def test_a_changed_file_needs_a_reason(every_key: str, alice: User) -> None:
    adopt(every_key, by=alice)

    for reason in ("", "  \n"):
        with pytest.raises(AmendmentRefused, match="Say why it changes"):
            adopt(every_key + "# amended\n", by=alice, reason=reason)

    assert TermsVersion.objects.count() == 1


def test_a_changed_file_with_a_reason_is_the_next_version_and_keeps_the_old(
    every_key: str, alice: User
) -> None:
    first = adopt(every_key, by=alice)
    amended = every_key.replace("claims_close = 2027-01-15", "claims_close = 2027-01-29")
    second = adopt(amended, by=alice, reason="Order of November 20 extends the claims period.")

    assert second.version.number == 2
    assert second.version.reason == "Order of November 20 extends the claims period."
    assert TermsVersion.objects.get(pk=first.version.pk).text == every_key
    assert services.version_of(second.settlement) == second.version
    assert services.terms_of(second.settlement).calendar.claims_close.day == 29
    assert services.terms_of_version(first.version).calendar.claims_close.day == 15


def test_a_case_is_found_with_the_terms_in_force(every_key: str, alice: User) -> None:
    settlement = adopt(every_key, by=alice).settlement
    amended = every_key.replace("claims_close = 2027-01-15", "claims_close = 2027-01-29")
    adopt(amended, by=alice, reason="Order of November 20 extends the claims period.")

    found = services.case_in_force(settlement.slug)

    assert found is not None
    assert found[0].__dict__ | {"_state": None} == Settlement.objects.get().__dict__ | {
        "_state": None
    }
    assert found[1] is services.terms_of(settlement)
    assert found[1].calendar.claims_close.day == 29
    assert services.case_in_force("unheard-of") is None


def test_going_back_to_an_earlier_text_is_a_change_too(every_key: str, alice: User) -> None:
    adopt(every_key, by=alice)
    adopt(every_key + "# amended\n", by=alice, reason="A comment.")

    with pytest.raises(AmendmentRefused):
        adopt(every_key, by=alice)
    assert adopt(every_key, by=alice, reason="Back again.").version.number == 3


def test_the_name_on_the_site_follows_the_version_in_force(every_key: str, alice: User) -> None:
    adopt(every_key, by=alice)
    renamed = every_key.replace("In re Every Key Litigation", "In re Every Key, Inc.")
    adopt(renamed, by=alice, reason="The caption was corrected.")

    assert Settlement.objects.get().name == "In re Every Key, Inc."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("America/Chicago", "America/New_York", "case.time_zone must stay America/Chicago"),
        ('["subclass", "prior_payment"]', '["prior_payment", "subclass"]', "flags must begin"),
        ("fold_gmail = true", "fold_gmail = false", "roster.fold_gmail must stay"),
        ('kind = "text"', 'kind = "boolean"', 'question "remarks" must stay text'),
        ('key = "remarks"', 'key = "comments"', 'question "remarks" must stay: claims have'),
        ('key = "tin", label', 'key = "lead", label', 'must keep its choice "tin"'),
        ("not prior_payment or paper", "remarks != ''", 'begin to read the question "remarks"'),
    ],
)  # fmt: skip
def test_a_version_may_not_change_what_stored_data_hangs_on(
    old: str, new: str, sentence: str, every_key: str, alice: User
) -> None:
    adopt(every_key, by=alice)
    assert old in every_key

    with pytest.raises(AmendmentRefused, match=sentence):
        adopt(every_key.replace(old, new), by=alice, reason="A change.")

    assert TermsVersion.objects.count() == 1


def test_a_flag_may_be_added_at_the_end(every_key: str, alice: User) -> None:
    adopt(every_key, by=alice)
    more = every_key.replace('"prior_payment"]', '"prior_payment", "employee"]')

    assert adopt(more, by=alice, reason="A new flag was delivered.").created


def test_a_question_may_be_asked_no_more_and_a_choice_may_be_added(
    every_key: str, alice: User
) -> None:
    adopt(every_key, by=alice)
    changed = every_key.replace('kind = "text"', 'kind = "text"\nshow_if = "false"').replace(
        '{ key = "tin",', '{ key = "lead", label = { en = "Lead", es = "Plomo" } },\n{ key = "tin",'
    )

    assert adopt(changed, by=alice, reason="The court asked for it.").created


def test_a_faulty_file_stores_nothing(every_key: str, alice: User) -> None:
    with pytest.raises(SettlementFileRefused):
        adopt(every_key.replace('gross = "10000.00"', "gross = 1"), by=alice)

    assert nothing_is_stored()


def test_a_questionable_calendar_is_adopted_with_warnings_and_refused_when_strict(
    every_key: str, alice: User
) -> None:
    text = every_key.replace("fee_petition = 2026-11-30", "fee_petition = 2027-01-05")

    with pytest.raises(CalendarQuestioned, match=r"case.toml: calendar.fee_petition"):
        adopt(text, by=alice, strict=True)
    assert nothing_is_stored()

    adopted = adopt(text, by=alice)
    assert [warning.path for warning in adopted.warnings] == ["calendar.fee_petition"]
    assert adopt(every_key, by=alice, reason="Corrected.", strict=True).warnings == ()


def test_a_version_is_never_edited_nor_removed(every_key: str, alice: User) -> None:
    version = adopt(every_key, by=alice).version

    with pytest.raises(DatabaseError), transaction.atomic():
        TermsVersion.objects.filter(pk=version.pk).update(text="version = 1")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_the_terms_in_force_cost_one_query_once_parsed(
    every_key: str, alice: User, django_assert_num_queries: object
) -> None:
    settlement = adopt(every_key, by=alice).settlement
    first = services.terms_of(settlement)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert services.terms_of(settlement) is first


def test_every_refusal_can_be_shown_to_a_person() -> None:
    for kind in (SettlementFileRefused, AmendmentRefused, CalendarQuestioned):
        assert issubclass(kind, Refusal)
