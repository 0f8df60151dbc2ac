"""A Notice ID with its Confirmation Code fills in what the class list has; nothing else does."""

from pathlib import Path

import pytest
from django.core.cache import cache

from claims.filing import services
from claims.filing.models import Claim
from claims.wizard import known
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.identifiers.notice_ids import code_from, notice_id_from
from settlement.imports.services import Wishes, import_roster
from settlement.terms.models import Settlement
from tests import make
from tests.claims.wizard.conftest import Applicant
from tests.work import work

NOTICE, CODE = notice_id_from(2_026), code_from(1_124)
UNKNOWN_NOTICE, WRONG_CODE = notice_id_from(7), code_from(7)
HEAD = (
    "member_ref,notice_id,confirmation_code,email,phone,username,first_name,last_name,"
    "line1,line2,city,state,zip,illinois_creator"
)
MEMBER = (
    f"M-1,{NOTICE},{CODE},robin@example.net,+13125550199,robin.moves,Robin,Okafor,"
    "9 Elm Court,Apt 4,Peoria,IL,61602,true"
)
OF_THE_MEMBER = ["Robin", "Okafor", "9 Elm Court", "Apt 4", "Peoria", "robin@example.net"]


@pytest.fixture
def listed(settlement: Settlement, tmp_path: Path) -> Settlement:
    path = tmp_path / "class.csv"
    path.write_text(f"{HEAD}\n{MEMBER}\n")
    import_roster(
        settlement=settlement,
        paths=[path],
        by=User.objects.service("tests"),
        now=make.NOW,
        wishes=Wishes(rejects_path=tmp_path / "rejects.csv"),
    )
    return settlement


@pytest.fixture(autouse=True)
def no_failures_yet() -> None:
    cache.clear()


def give(applicant: Applicant, notice_id: str, code: str) -> str:
    """Send a pair; return where the form leads, or its text where it leads nowhere."""
    applicant.sends("start", has_notice="yes")
    answer = applicant.sends("notice", notice_id=notice_id, confirmation_code=code)
    return str(answer.headers.get("Location") or answer.content.decode())


@pytest.mark.usefixtures("listed")
def test_the_pair_fills_in_what_the_list_has(dana: Applicant) -> None:
    assert give(dana, NOTICE.lower(), CODE.replace("-", " ")) == "/small/claim/who/"
    dana.sends("who", capacity="self")
    page = dana.opens("name").content.decode()
    assert 'value="Robin"' in page
    assert "We filled this in from the class list." in page
    dana.sends("name", first_name="Robin", last_name="Okafor")
    assert 'value="9 Elm Court"' in dana.opens("address").content.decode()

    reading = Event.objects.get(kind="roster.read")
    assert (reading.actor.email, reading.why) == ("wizard@service.invalid", "prefill")


@pytest.mark.usefixtures("listed")
def test_what_the_list_has_is_only_offered(dana: Applicant) -> None:
    """A member moves and marries: the claim is what the person enters."""
    give(dana, NOTICE, CODE)
    for page, fields in {
        "who": {"capacity": "self"},
        "name": {"first_name": "Robin", "last_name": "Rivera"},
        "address": {"line1": "1 Oak St", "city": "Peoria", "state": "IL", "zip": "61602"},
        "contact": {"email": "robin@example.net"},
        "usernames": {"usernames": ""},
        "question-created_in_illinois": {"answer": "no"},
        "question-years": {"answer": ""},
        "payment": {"payment_method": "check"},
        "review": {},
    }.items():
        assert dana.sends(page, **fields).status_code == 302
    dana.signs()
    contents = services.contents_of(Claim.objects.get())
    assert (contents.last_name, contents.line1, contents.usernames) == ("Rivera", "1 Oak St", ())
    assert (contents.notice_id, contents.confirmation_code) == (NOTICE, CODE)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("notice_id", "code"), [(NOTICE, WRONG_CODE), (UNKNOWN_NOTICE, CODE), (UNKNOWN_NOTICE, "1")]
)
def test_a_wrong_code_and_an_unknown_notice_get_the_same_answer(
    dana: Applicant, charlie: Applicant, notice_id: str, code: str
) -> None:
    answer = give(dana, notice_id, code)
    nobody = give(charlie, notice_id_from(99), code_from(99))
    assert "We could not find that pair." in answer
    assert without_what_was_typed(answer) == without_what_was_typed(nobody)
    assert not any(word in answer for word in OF_THE_MEMBER)
    assert not Event.objects.filter(kind="roster.read").exists()


@pytest.mark.usefixtures("listed")
def test_a_wrong_code_is_the_same_work_as_an_unknown_notice(
    dana: Applicant, charlie: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for somebody in (dana, charlie):  # what a process remembers, it remembers for both
        give(somebody, UNKNOWN_NOTICE, WRONG_CODE)

    wrong_code = work(monkeypatch, lambda: give(dana, NOTICE, WRONG_CODE))
    unknown_notice = work(monkeypatch, lambda: give(charlie, UNKNOWN_NOTICE, CODE))

    assert wrong_code == unknown_notice
    assert any("settlement_classmember" in query for query in wrong_code)


@pytest.mark.usefixtures("listed")
def test_the_page_and_a_pair_ask_the_database_few_times(
    dana: Applicant, charlie: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the moment of arrival, which is the tests' own here: the case with its terms, and the
    draft; then the account, the key's version and the pair; then details, event and draft."""
    give(charlie, NOTICE, CODE)  # a process remembers terms by their hash, and keys for a minute
    dana.sends("start", has_notice="yes")

    page = work(monkeypatch, lambda: dana.opens("notice"))
    wrong = work(monkeypatch, lambda: sends_pair(dana, NOTICE, WRONG_CODE))
    right = work(monkeypatch, lambda: sends_pair(dana, NOTICE, CODE))

    assert [len(queries(each)) for each in (page, wrong, right)] == [2, 5, 8]


def test_a_case_without_a_list_answers_as_if_the_pair_were_wrong(dana: Applicant) -> None:
    assert "We could not find that pair." in give(dana, NOTICE, CODE)


@pytest.mark.usefixtures("listed")
def test_after_a_wrong_pair_one_may_go_on_without(dana: Applicant) -> None:
    give(dana, NOTICE, WRONG_CODE)
    assert dana.sends("notice", without="1")["Location"] == "/small/claim/who/"
    dana.sends("who", capacity="self")
    assert 'value="Robin"' not in dana.opens("name").content.decode()
    dana.fills_in()
    dana.signs()
    assert services.contents_of(Claim.objects.get()).notice_id == ""


@pytest.mark.usefixtures("listed")
def test_what_one_pair_opened_does_not_stay_after_another_answer(dana: Applicant) -> None:
    give(dana, NOTICE, CODE)
    dana.sends("start", has_notice="no")
    dana.sends("who", capacity="self")
    assert 'value="Robin"' not in dana.opens("name").content.decode()


@pytest.mark.usefixtures("listed")
def test_guessing_codes_is_paused_and_then_even_the_right_one_waits(dana: Applicant) -> None:
    for guess in range(known.PER_NOTICE.most):
        give(dana, NOTICE, code_from(guess))
    answer = give(dana, NOTICE, CODE)
    assert "Too many wrong pairs were tried." in answer
    assert not Event.objects.filter(kind="roster.read").exists()
    assert dana.sends("notice", without="1")["Location"] == "/small/claim/who/"


@pytest.mark.usefixtures("listed")
def test_another_spelling_of_a_notice_id_gives_no_more_tries(dana: Applicant) -> None:
    spellings = [NOTICE, NOTICE.lower(), NOTICE.replace("-", ""), NOTICE.replace("-", " - ")]
    for guess in range(known.PER_NOTICE.most):
        give(dana, spellings[guess % len(spellings)], code_from(guess))

    assert "Too many wrong pairs were tried." in give(dana, NOTICE, CODE)


def test_letters_taken_for_digits_are_the_same_notice_id(dana: Applicant) -> None:
    for guess in range(known.PER_NOTICE.most):
        give(dana, "01OI" if guess % 2 else "O1OL", code_from(guess))

    assert "Too many wrong pairs were tried." in give(dana, "0101", CODE)


@pytest.mark.usefixtures("listed")
def test_right_pairs_are_never_counted(dana: Applicant) -> None:
    for _time in range(known.PER_NOTICE.most + 1):
        assert give(dana, NOTICE, CODE) == "/small/claim/who/"


@pytest.mark.parametrize(
    ("notice_id", "code", "sentence"),
    [
        ("", CODE, "Enter the Notice ID."),
        (NOTICE, "", "Enter the Confirmation Code."),
        ("7" * 1_048_576, CODE, "at most 40 characters"),
        (NOTICE, "\x00", "characters that cannot be seen"),
    ],
)
def test_a_pair_that_cannot_be_one_is_said_at_its_field(
    dana: Applicant, notice_id: str, code: str, sentence: str
) -> None:
    assert sentence in give(dana, notice_id, code)


def sends_pair(applicant: Applicant, notice_id: str, code: str) -> object:
    return applicant.sends("notice", notice_id=notice_id, confirmation_code=code)


def queries(worked: list[str]) -> list[str]:
    return [each for each in worked if each.split()[0] in {"SELECT", "INSERT", "UPDATE"}]


def without_what_was_typed(page: str) -> list[str]:
    return [line for line in page.splitlines() if "value=" not in line]
