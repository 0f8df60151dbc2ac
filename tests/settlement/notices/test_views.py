"""The local site's mail: readable there, and nowhere else."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from tests import make


@pytest.fixture
def notice(settlement: Settlement) -> Notice:
    make.filed(settlement, email="dana@example.org", first_name="Dana")
    return Notice.objects.get()


def test_the_local_site_lists_letters_and_shows_each(client: Client, notice: Notice) -> None:
    listed = client.get(reverse("notices-mail")).content.decode()
    shown = client.get(reverse("notices-letter", args=[notice.pk])).content.decode()

    assert f"Your claim {notice.ref} is filed" in listed
    assert "dana@example.org" in listed
    assert "Access code:" in shown
    assert "/small/status/?claim=" in shown


def test_an_empty_mail_says_what_will_appear(client: Client, db: None) -> None:
    assert "No letter yet" in client.get(reverse("notices-mail")).content.decode()


@pytest.mark.parametrize("page", ["notices-mail", "notices-letter"])
def test_in_production_there_is_no_such_page(client: Client, notice: Notice, page: str) -> None:
    args = [notice.pk] if page == "notices-letter" else []

    with override_settings(LOCAL=False):
        answer = client.get(reverse(page, args=args))

    assert answer.status_code == 404
    assert "dana@example.org" not in answer.content.decode()


def test_hostile_names_are_escaped_on_the_page(client: Client, settlement: Settlement) -> None:
    make.filed(settlement, first_name="<script>alert(1)</script>")

    shown = client.get(reverse("notices-letter", args=[Notice.objects.get().pk]))

    assert "<script>alert(1)" not in shown.content.decode()


def test_one_letter_that_cannot_be_opened_does_not_hide_the_others(
    client: Client, notice: Notice, settlement: Settlement
) -> None:
    make.filed(settlement)
    torn = Notice.objects.latest("pk")
    Notice.objects.filter(pk=torn.pk).update(sealed=notice.sealed)

    listed = client.get(reverse("notices-mail")).content.decode()

    assert "A letter that cannot be opened any more" in listed
    assert f"Your claim {notice.ref} is filed" in listed
    assert client.get(reverse("notices-letter", args=[torn.pk])).status_code == 404


@pytest.mark.parametrize("page", ["notices-mail", "notices-letter"])
def test_letters_are_kept_by_no_cache(client: Client, notice: Notice, page: str) -> None:
    args = [notice.pk] if page == "notices-letter" else []

    assert "no-store" in client.get(reverse(page, args=args)).headers["Cache-Control"]
