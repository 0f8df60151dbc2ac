"""The simulator and shadow runs as counsel sees them; and who may not see them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payouts.estimates import counting
from payouts.estimates.models import ShadowRun
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.allocation.running import approved
from tests.payouts.estimates import classes
from tests.payouts.estimates.classes import CREATED

pytestmark = pytest.mark.django_db
LEVEL = classes.small_text("1")
WHY = {"why": "The court asks."}


@pytest.fixture
def counsel(db: None) -> Client:
    return signed_in(make.user("counsel", name="Counsel"))


@pytest.fixture
def counted(settlement: Settlement) -> Settlement:
    classes.counted(settlement, members={True: 100, False: 900})
    return settlement


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def simulated(client: Client, **query: str | int) -> str:
    names = {name.replace("_of_", "."): value for name, value in query.items()}
    response = client.get(reverse("simulate", args=["small"]), names)
    return " ".join(response.content.decode().split())


def shadow(settlement: Settlement) -> ShadowRun:
    approved(settlement, {CREATED: True})
    client = signed_in(make.user("counsel"))
    client.post(reverse("shadow-new", args=["small"]), {"text": LEVEL, **WHY})
    return ShadowRun.objects.get()


def test_the_simulator_shows_run_and_estimate_of_what_is_supposed(
    counsel: Client, counted: Settlement
) -> None:
    page = simulated(counsel, rate=10)

    assert "100 claims of 1,000 members" in page
    assert "$46.66" in page  # 7,000 among 150 points, cut to whole cents
    assert "$46.67" in page
    assert "$6,999.00" in page


def test_every_supposition_changes_what_comes_out(counsel: Client, counted: Settlement) -> None:
    query: dict[str, Any] = {
        "rate": 10,
        "denied": 50,
        "share_of_created_in_illinois": 100,
        "deduction_of_attorney_fees": "6500.00",
    }

    page = simulated(counsel, **query)

    assert "50 claims of 1,000 members" in page
    assert "$3,000.00" in page  # net
    assert "$60.00" in page  # of 50 claims with 6 points each


def test_a_share_left_as_counted_is_the_class_as_counted(
    counsel: Client, settlement: Settlement
) -> None:
    classes.counted(settlement, members={True: 1, False: 299})

    assert 'value="0.3333"' in simulated(counsel, rate=100)
    assert '<td class="number">299</td>' in simulated(
        counsel, rate=100, share_of_created_in_illinois="0.3333"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"rate": 200}, "give a number from 0 to 100, with at most 4 digits"),
        ({"rate": "many"}, "Claim rate, percent of the class: give a number from 0 to 100"),
        ({"denied": -1}, "Denied, percent of the claims: give a number from 0 to 100"),
        ({"denied": "1.23456"}, "with at most 4 digits behind the point"),
        ({"deduction_of_administration": "-1"}, "administration: give dollars and cents, from 0"),
        ({"deduction_of_administration": "9000.00"}, "more than the gross fund of $10,000.00"),
    ],
)
def test_what_cannot_be_supposed_is_said(
    counsel: Client, counted: Settlement, query: dict[str, str | int], said: str
) -> None:
    assert said in simulated(counsel, **query)


def test_before_anything_is_counted_the_simulator_says_what_is_not_known(
    counsel: Client, settlement: Settlement
) -> None:
    page = simulated(counsel, share_of_created_in_illinois=25, rate=100)

    assert "Nobody knows yet how the class would answer: Did you create a video" in page
    assert "20 claims of 20 members" in page
    assert "$933.33" in page  # 7,000 x 6 / (5 x 6 + 15)


def test_plot_and_csv_have_the_page_s_address(counsel: Client, counted: Settlement) -> None:
    query = "?rate=10&denied=50"
    page = simulated(counsel, rate=10, denied=50)
    plot, table = (
        counsel.get(reverse(name, args=["small"]) + query)
        for name in ("simulate-plot", "simulate-table")
    )

    assert "/staff/money/simulate/small/plot.svg?rate=10&amp;denied=50" in page
    assert "At 5%" in plot.content.decode()
    lines = table.content.decode().splitlines()
    assert lines[1] == '"Claim rate, percent of the class: 10"'
    assert lines[-1] == "Did you create a video in Illinois? Yes,5,559.98,0,560.00,"


def test_a_scenario_is_divided_as_the_command_does(counsel: Client, settlement: Settlement) -> None:
    scenario = "count,created_in_illinois\n3,true\n2,false\n"
    page = reverse("simulate-scenario", args=["small"])

    pasted = counsel.post(page, {"text": scenario}).content.decode()
    uploaded = counsel.post(
        page, {"file": SimpleUploadedFile("s.csv", scenario.encode())}
    ).content.decode()

    assert "$2,100.00" in pasted
    assert "$2,100.00" in uploaded


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("count,nobody\n1,2\n", "no question and no flag"),
        ("count\n-1\n", "is no count"),
        ("", "Paste a scenario"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused(
    counsel: Client, settlement: Settlement, scenario: str, said: str
) -> None:
    response = counsel.post(reverse("simulate-scenario", args=["small"]), {"text": scenario})

    assert response.status_code == 422
    assert said in response.content.decode()


@pytest.mark.parametrize("name", ["simulate-scenario", "shadow-new"])
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"count\n" * 100_000, "larger than 500,000 bytes"), (b"\xff\xfe", "not UTF-8 text")],
)
def test_an_upload_that_is_no_text_of_usual_length_is_refused(
    counsel: Client, settlement: Settlement, name: str, data: bytes, said: str
) -> None:
    upload = SimpleUploadedFile("upload", data)

    response = counsel.post(reverse(name, args=["small"]), {"file": upload, **WHY})

    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_shadow_run_is_made_and_shown_as_a_document_that_can_never_pay(
    counsel: Client, settlement: Settlement
) -> None:
    approved(settlement, {CREATED: True})
    approved(settlement, {CREATED: False})
    form = reverse("shadow-new", args=["small"])
    assert "6 if created_in_illinois" in counsel.get(form).content.decode()

    response = counsel.post(form, {"text": LEVEL.replace("\n", "\r\n"), **WHY}, follow=True)

    page = " ".join(response.content.decode().split())
    for part in (
        *("Can never pay", "The court asks.", "$2,500.00 less", "$2,500.00 more"),
        '<th scope="row">Residual</th> <td class="number">$0.00</td>',
    ):
        assert part in page
    assert "-points = &quot;6 if created_in_illinois else 1&quot;" in page
    kept = ShadowRun.objects.get()
    assert kept.text == LEVEL
    assert kept.sha256 in page.replace("<wbr>", "")
    listed = counsel.get(reverse("shadow-list")).content.decode()
    assert str(kept.public_id) in listed


def test_all_faults_of_a_tried_file_are_shown_and_nothing_is_kept(
    counsel: Client, settlement: Settlement
) -> None:
    text = LEVEL.replace('points = "1"', 'points = "nobody"').replace('"10000.00"', '"much"')

    response = counsel.post(reverse("shadow-new", args=["small"]), {"text": text, **WHY})

    page = response.content.decode()
    assert response.status_code == 422
    assert "fund.gross" in page
    assert "pools[0].tranches[0].points" in page
    assert not ShadowRun.objects.exists()


def test_an_uploaded_file_counts_instead_of_the_text(
    counsel: Client, settlement: Settlement
) -> None:
    upload = SimpleUploadedFile("level.toml", LEVEL.encode())

    counsel.post(reverse("shadow-new", args=["small"]), {"text": "no", "file": upload, **WHY})

    assert ShadowRun.objects.get().text == LEVEL


def test_what_was_tried_can_be_taken_away(counsel: Client, settlement: Settlement) -> None:
    kept = shadow(settlement)

    text, kinds = (
        counsel.get(reverse(name, args=[kept.public_id])).content.decode()
        for name in ("shadow-text", "shadow-kinds")
    )

    assert text == LEVEL
    assert kinds.splitlines()[1] == "1,Did you create a video in Illinois? Yes,6999.96,7000.00,"


PAGES = [
    ("simulate-cases", ()),
    ("simulate", ("small",)),
    ("simulate-plot", ("small",)),
    ("simulate-table", ("small",)),
    ("simulate-scenario", ("small",)),
    ("shadow-list", ()),
    ("shadow-new", ("small",)),
]


@pytest.mark.parametrize("role", ["reviewer", "lead reviewer", "intake", "administrator", None])
def test_who_does_not_read_the_money_sees_none_of_it(counted: Settlement, role: str | None) -> None:
    kept = shadow(counted)
    stranger = signed_in(make.user(*([role] if role else [])))
    own = [(name, (kept.public_id,)) for name in ("shadow-page", "shadow-text", "shadow-kinds")]

    statuses = {stranger.get(reverse(name, args=args)).status_code for name, args in PAGES + own}
    posted = stranger.post(reverse("shadow-new", args=["small"]), {"text": LEVEL, **WHY})

    assert statuses == {403}
    assert posted.status_code == 403
    assert ShadowRun.objects.count() == 1


@pytest.mark.parametrize("role", ["counsel", "auditor", "finance maker", "finance approver"])
def test_who_reads_the_money_may_ask_what_would_be(counted: Settlement, role: str) -> None:
    kept = shadow(counted)
    reader = signed_in(make.user(role))

    answers = [reader.get(reverse(name, args=args)) for name, args in PAGES[1:]]

    assert {each.status_code for each in answers} == {200}
    assert reader.get(reverse("shadow-page", args=[kept.public_id])).status_code == 200


def test_a_claimant_is_asked_to_sign_in(counted: Settlement) -> None:
    for name, args in PAGES:
        assert Client().get(reverse(name, args=args)).status_code in {302, 403}


def test_claims_counted_today_are_the_rate_that_the_simulator_begins_with(
    counsel: Client, counted: Settlement
) -> None:
    for _ in range(3):
        make.claim(counted)
    counting.count_claims(settlement=counted, now=make.NOW)

    assert 'name="rate" class="usa-input" value="0.3"' in simulated(counsel)
