"""The database the demo runs in: empty, or with what an earlier demo left, which it clears."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import transaction
from psycopg.sql import SQL, Identifier

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.roster.models import RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement

APPS = ("settlement", "claims", "payouts", "account", "mfa", "sessions", "pghistory")
BEGAN = "demo.began"  # kind of the event that marks the ground


def demo_user() -> User:
    """The account under which the demo acts where no role's does."""
    return User.objects.service("demo")


@transaction.atomic
def clear() -> None:
    """Remove what an earlier demo left, and mark the ground as the demo's from now on.

    raises: Refusal where the site is no local one, or something stands here that no demo made
    """
    if not settings.LOCAL:
        raise Refusal(
            "The demo makes accounts and claims of its own; it runs on a local site only."
        )
    if strange := _strange():
        raise Refusal(
            f"The database holds {strange} Give the demo a database of its own: set DATABASE_URL or"
            " PRORATA_VAR to another."
        )
    for case_id, import_id in RosterImport.objects.values_list("settlement_id", "pk"):
        ClassList(case_id, import_id).drop()
    names = SQL(", ").join(map(Identifier, _tables()))
    sql.run(SQL("TRUNCATE {} CASCADE").format(names).as_string())
    # First of all: a demo that dies before it adopts its case leaves its accounts behind.
    audit.record(kind=BEGAN, entity="house", ref="demo", by=demo_user(), settlement_id=None)


def _strange() -> str:
    """What of the database is not a demo's, as the rest of a sentence; "" where nothing is."""
    others = Settlement.objects.exclude(versions__number=1, versions__adopted_by=demo_user())
    if other := others.first():
        return f'the case "{other.slug}", which is none of the demo\'s.'
    marks = Event.objects.filter(entity="house", ref="demo", kind=BEGAN, actor=demo_user())
    if marks.exists() or Settlement.objects.exists():
        return ""
    if User.objects.filter(is_service=False).exists():
        return "accounts of people, and no demo made them."
    if Event.objects.exists():
        return "a history, and no demo made it."
    return ""


def _tables() -> Iterator[str]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield model._meta.db_table
