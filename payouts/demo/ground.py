"""The database the demo runs in: empty, or with what an earlier demo left, which it clears."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import transaction
from psycopg.sql import SQL, Identifier

from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.roster.models import RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement

APPS = ("settlement", "claims", "payouts", "account", "mfa", "sessions", "pghistory")


def demo_user() -> User:
    """The account under which the demo acts where no role's does."""
    return User.objects.service("demo")


@transaction.atomic
def clear() -> None:
    """Remove what an earlier demo left.

    raises: Refusal where the site is no local one, or a case stands here that no demo adopted
    """
    if not settings.LOCAL:
        raise Refusal(
            "The demo makes accounts and claims of its own; it runs on a local site only."
        )
    others = Settlement.objects.exclude(versions__number=1, versions__adopted_by=demo_user())
    if other := others.first():
        raise Refusal(
            f'The database holds the case "{other.slug}", which is none of the demo\'s. Give the'
            " demo a database of its own: set DATABASE_URL or PRORATA_VAR to another."
        )
    for case_id, import_id in RosterImport.objects.values_list("settlement_id", "pk"):
        ClassList(case_id, import_id).drop()
    names = SQL(", ").join(map(Identifier, _tables()))
    sql.run(SQL("TRUNCATE {} CASCADE").format(names).as_string())


def _tables() -> Iterator[str]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield model._meta.db_table
