"""From the settlement file to the bank's files, with a small invented class, on the real site."""

from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from payouts.demo import telling
from payouts.demo.story import Story
from payouts.payments.models import Payment, PaymentStatus


@pytest.mark.django_db(transaction=True)
def test_a_class_goes_the_whole_way_and_every_promise_holds(
    live_server: LiveServer, tmp_path: Path
) -> None:
    story = Story(
        members=3_000,
        claims=300,
        seed=7,
        out=tmp_path,
        through_the_site=4,
        site_url=live_server.url,
        say=lambda _line: None,
        add=lambda _what, *, total, unit: lambda _more: None,
    )

    story.tell()
    telling.write_summary(story)

    assert [check.promise for check in story.checks if not check.holds] == []
    assert len(story.checks) == 10
    names = {path.name for path in tmp_path.iterdir()}
    assert {"tiktok.toml", "roster.csv", "claims.csv", "claims.truth.csv", "summary.json"} <= names
    assert {path.suffix for path in story.files.values()} == {".ach", ".csv"}
    assert not Payment.objects.exclude(status=PaymentStatus.READY).exists()
