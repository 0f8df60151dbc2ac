"""The public estimate: what anybody may see of a case, whatever is known of its class."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as RedisDown

from payouts.estimates import counting, keeping
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.estimates import classes

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def seen(slug: str = "small", language: str = "en") -> str:
    response = Client(headers={"accept-language": language}).get(f"/{slug}/estimate/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def fetched(path: str) -> Any:
    return Client().get(f"/small/estimate/{path}")


def test_the_page_shows_the_bill_the_rates_and_says_estimate(settlement: Settlement) -> None:
    classes.counted(settlement, members={True: 100, False: 900})

    page = seen()

    assert "This is an estimate" in page
    for part in (
        "$10,000.00",
        "\N{MINUS SIGN} $2,500.00",
        "\N{MINUS SIGN} $500.00",
        "$7,000.00",
        "1.5%",
        "100%",
    ):
        assert part in page
    assert "Did you create a video in Illinois? <strong>Yes</strong>" in page
    assert "$4.67" in page  # 7,000 among 1,500 points
    assert "$28.00" in page
    assert "no row for today" in page


def test_a_text_that_a_claimant_typed_is_not_on_the_page(db: None) -> None:
    question = (
        '[[questions]]\nkey = "county"\nkind = "text"\n'
        'label = { en = "County?", es = "¿Condado?" }\n\n[[pools]]'
    )
    plan = classes.small_text("2 if county == 'Cook' else 1")
    case = make.settlement(text=plan.replace("[[pools]]", question, 1))
    for county in ("Cook", "at Anna Quackenbush's in Kane"):
        make.claim(case, answers={"created_in_illinois": True, "county": county})
    counting.count_claims(settlement=case, now=make.NOW)

    plot, table = (fetched(path).content.decode() for path in ("plot-en.svg", "estimate.csv"))
    for said in (seen(), plot, table):
        assert "Cook" in said
        assert "another text" in said
        assert "Quackenbush" not in said
    assert "otro texto" in seen(language="es")


def test_the_notice_s_case_comes_out_on_the_page(db: None) -> None:
    case = make.settlement(text=classes.tiktok_text(), slug="tiktok")
    classes.counted(case, members={False: 87_600_000, True: 1_400_000})

    page = seen("tiktok")

    for amount in ("$0.96", "$5.75", "$4.79", "$28.75", "$63.89", "$383.33"):
        assert amount in page


def test_today_counts_the_claims_that_are_not_decided_against(settlement: Settlement) -> None:
    classes.counted(settlement, members={True: 100, False: 900})
    yes, no = ({classes.CREATED: answer} for answer in (True, False))
    for status, answers in [("filed", yes), ("approved", no), ("denied", no), ("withdrawn", yes)]:
        make.claim(settlement, status=status, answers=answers)
    counting.count_claims(settlement=settlement, now=make.NOW)

    page = seen()

    assert "So far 2 claims were filed, 0.2% of the class" in page
    assert "<strong>$1,000.00</strong>" in page
    assert "<strong>$6,000.00</strong>" in page


def test_a_page_is_there_before_anything_was_counted(settlement: Settlement) -> None:
    page = seen()

    assert "about 20 members, as the settlement's terms say" in page
    assert "depends on answers that nobody has given yet: Did you create a video" in page
    assert "$350.00" in page  # 7,000 among 20 on average
    assert fetched("plot-en.svg").status_code == 404


def test_the_page_is_spoken_in_spanish(settlement: Settlement) -> None:
    classes.counted(settlement, members={True: 100, False: 900})

    page = seen(language="es")

    assert "Esto es una estimación" in page
    assert "¿Creó un video en Illinois? <strong>Sí</strong>" in page
    assert "/small/estimate/plot-es.svg" in page


@pytest.mark.parametrize(
    ("tranche", "amount"),
    [
        ('points = "1"\nrounding = "down"\ncap_per_claim = "3.50"', "$3.50"),
        ('points = "1"\nrounding = "down"\nminimum = "600.00"', "$0.00"),
        ('amount = "2"\nrounding = "down"\nscale = "down"', "$2.00"),
        ('amount = "2"\nrounding = "down"\nscale = "both"\nmax_scale = "3"', "$6.00"),
    ],
)
def test_every_rule_of_a_tranche_is_estimated(tranche: str, amount: str) -> None:
    text = (make.DATA / "small.toml").read_text()
    rule = 'points = "6 if created_in_illinois else 1"\nrounding = "unit-down"'
    make.settlement(text=text.replace(rule, tranche))

    assert amount in seen()


def test_several_pools_are_estimated_together(db: None) -> None:
    more = """[[pools]]
key = "extra"
title = "For everybody"
amount = "200.00"
[[pools.tranches]]
key = "even"
applies_if = "true"
points = "1"

[residual]"""
    case = make.settlement(text=classes.small_text().replace("[residual]", more))
    classes.counted(case, members={True: 5, False: 15})

    assert "$161.11" in seen()  # 6,800 / 45 points + 200 / 20 claims


def test_the_plot_is_a_picture_without_script(settlement: Settlement) -> None:
    classes.counted(settlement, members={True: 100, False: 900})
    make.claim(settlement)
    counting.count_claims(settlement=settlement, now=make.NOW)

    response = fetched("plot-en.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "public" in response["Cache-Control"]
    picture = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    tags = {each.tag.removeprefix(SVG) for each in picture.iter()}
    assert not tags & {"script", "image", "a", "foreignObject"}
    assert "Today: Did you create a video in Illinois? No" in response.content.decode()


def test_the_table_is_there_as_csv(settlement: Settlement) -> None:
    classes.counted(settlement, members={True: 100, False: 900})

    lines = fetched("estimate.csv").content.decode().splitlines()

    assert lines[0].endswith(
        "Illinois? No,estimated dollars: Did you create a video in Illinois? Yes"
    )
    assert lines[-1] == "100,1000,no,7.00,4.67,28.00"


def test_what_is_no_case_or_no_language_is_not_found(settlement: Settlement) -> None:
    assert Client().get("/nobody/estimate/").status_code == 404
    assert fetched("plot-xx.svg").status_code == 404


def test_a_page_that_was_made_once_asks_little_and_works_out_nothing(
    settlement: Settlement, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    classes.counted(settlement, members={True: 100, False: 900})
    seen()
    keeping.forget_near()  # another process, which finds it in Redis
    monkeypatch.setattr("payouts.estimates.projection.divide", None)

    with django_assert_max_num_queries(4):
        assert "$28.00" in seen()


def test_without_redis_the_page_is_the_same(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    classes.counted(settlement, members={True: 100, False: 900})

    def down(*_args: object, **_kwargs: object) -> None:
        raise RedisDown("nobody there")

    monkeypatch.setattr(type(cache), "get", down, raising=False)
    monkeypatch.setattr("payouts.estimates.keeping.cache.get", down, raising=False)

    assert "$28.00" in seen()
    assert fetched("plot-en.svg").status_code == 200


def test_the_case_s_pages_lead_to_the_estimate(settlement: Settlement) -> None:
    for path in ("/small/", "/small/status/"):
        assert 'href="/small/estimate/"' in Client().get(path).content.decode()
