"""Put the list in use under the next version of its key, and destroy the one before.

Three steps, each of which finds what an earlier call left: the list is built anew beside the one
in use (`remaking`); look-ups are switched over in one transaction, with which the caller opens
the work on what was keyed under the old version; when that is done, the old version is destroyed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.custody import remaking
from settlement.custody.ending import forget_wrapped_keys
from settlement.custody.rekeyings import Rekeying
from settlement.custody.remaking import Remade
from settlement.errors import Refusal
from settlement.imports.services import recipe_of
from settlement.keys import services as keys
from settlement.keys.models import Scope
from settlement.progress import Advance
from settlement.roster.in_use import last_change, list_in_use
from settlement.roster.keyring import details_key
from settlement.roster.models import RosterImport
from settlement.roster.partitions import INDEXES, ClassList
from settlement.roster.statements import change_list
from settlement.terms.models import Settlement

PERMISSION = "settlement.rekey_roster"
WHY_NAMED = "A class list is put under a new key under a person's name."


@dataclass(frozen=True, slots=True)
class Progress:
    """Told how many more blocks were built, and how many indexes."""

    built: Advance = lambda _blocks: None
    indexed: Advance = lambda _indexes: None


def under_way(settlement: Settlement) -> Rekeying | None:
    """The re-keying of the case that is not finished."""
    return Rekeying.objects.filter(settlement=settlement, finished_at=None).first()


def size(settlement: Settlement) -> tuple[int, int]:
    """How many blocks and how many indexes there are to build.

    raises: KeyDestroyed; NoListInUse
    """
    keys.roster_version(settlement.pk)
    first, last = remaking.blocks_of(settlement.pk)
    return last - first + 1, len(INDEXES)


@transaction.atomic
def begin(*, settlement: Settlement, why: str, by: User) -> Rekeying:
    """Begin to re-key the list in use, or return the re-keying that is under way.

    To be called `alone`. What was built of a list that was changed meanwhile is thrown away.
    raises: Refusal without a reason or a list in use; KeyDestroyed
    """
    row = list_in_use(settlement)
    found = under_way(settlement)
    if found is not None and found.switched_at is None:
        _renew(found, row)
    if found is not None:
        return found
    if not why.strip():
        raise Refusal("Say with --why why the key is changed; the log keeps it.")
    version = keys.make_next_roster_key(settlement_id=settlement.pk)
    made = Rekeying.objects.create(
        settlement=settlement,
        roster_import=row,
        version=version,
        last_change=last_change(settlement),
        why=why.strip(),
        made_by=by,
    )
    _record("roster.rekey_begun", made, by=by)
    return made


def build(rekeying: Rekeying, *, progress: Progress) -> None:
    """Build the list under the key to come, beside the one in use; goes on where it stopped."""
    settlement = rekeying.settlement
    old = rekeying.roster_import.key_version
    remaking.build(
        _remade(rekeying),
        old_key=details_key(settlement.pk, version=old),
        recipe=recipe_of(settlement, version=rekeying.version),
        built=progress.built,
        indexed=progress.indexed,
    )


@transaction.atomic
def switch(rekeying: Rekeying, *, by: User, now: datetime) -> None:
    """Let look-ups see what was built. The caller's transaction is to open what follows from it.

    raises: Refusal where the list was changed since the building began
    """
    settlement_id = rekeying.settlement_id
    change_list(settlement_id=settlement_id)
    if last_change(rekeying.settlement) != rekeying.last_change:
        raise Refusal("The class list was changed meanwhile. Start the command again.")
    old = ClassList(settlement_id, rekeying.roster_import_id)
    _remade(rekeying).take_the_place_of(old)
    keys.use_roster_key(settlement_id=settlement_id, version=rekeying.version)
    RosterImport.objects.filter(pk=rekeying.roster_import_id).update(key_version=rekeying.version)
    Rekeying.objects.filter(pk=rekeying.pk).update(switched_at=now)
    _record("roster.rekeyed", rekeying, by=by)


@transaction.atomic
def finish(rekeying: Rekeying, *, by: User, now: datetime) -> None:
    """Destroy the versions before it: nothing may hang on them any more. A second call has none."""
    locked = Rekeying.objects.select_for_update().get(pk=rekeying.pk)
    if locked.finished_at is not None:
        return
    destroyed = keys.destroy_keys(
        settlement_id=rekeying.settlement_id,
        scopes=(Scope.ROSTER,),
        below=rekeying.version,
        now=now,
    )
    Rekeying.objects.filter(pk=rekeying.pk).update(finished_at=now)
    versions = [key.version for key in destroyed]
    _record("roster.key_destroyed", rekeying, by=by, data={"versions": versions})
    transaction.on_commit(forget_wrapped_keys, robust=True)


def _renew(rekeying: Rekeying, row: RosterImport) -> None:
    """Throw away what was built of a list that is not the one in use any more."""
    change = last_change(rekeying.settlement)
    if (rekeying.roster_import_id, rekeying.last_change) == (row.pk, change):
        return
    _remade(rekeying).drop()
    rekeying.roster_import, rekeying.last_change = row, change
    rekeying.save(update_fields=["roster_import", "last_change"])


def _remade(rekeying: Rekeying) -> Remade:
    return Remade(rekeying.settlement_id, rekeying.roster_import_id, version=rekeying.version)


def _record(
    kind: str, rekeying: Rekeying, *, by: User, data: dict[str, object] | None = None
) -> None:
    audit.record(
        kind=kind,
        entity="roster",
        ref=rekeying.roster_import.audit_ref,
        by=by,
        settlement_id=rekeying.settlement_id,
        why=rekeying.why,
        data={"version": rekeying.version, **(data or {})},
    )
