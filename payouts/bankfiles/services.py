"""Keep a file's bytes sealed, open them again, and find the profile of a case's bank."""

from hashlib import sha256

from django.conf import settings

from payouts.bankfiles.models import BankFile
from payouts.bankfiles.profile import Profile, parse
from payouts.bankfiles.totals import Totals
from settlement.errors import Refusal
from settlement.keys.services import case_key
from settlement.sealed import SealBroken, seal, unseal
from settlement.terms.models import Settlement

PURPOSE = "payouts/bankfile"  # of the case's key
PROFILES = settings.BASE_DIR / "settlements" / "banks"


class FileAltered(Refusal):
    """The stored bytes are not those that were written. Nobody is paid from them."""


def profile_of(settlement: Settlement) -> Profile:
    """What the bank of a case's fund prescribes.

    raises: ProfileRefused with every fault; Refusal where there is no profile, save that a
            local site uses the example
    """
    path = PROFILES / f"{settlement.slug}.toml"
    if settings.LOCAL and not path.exists():
        path = PROFILES / "example.toml"
    if not path.exists():
        raise Refusal(
            f"Nobody is paid yet: {settlement.slug} has no bank profile. Write what its bank"
            f" prescribes into settlements/banks/{settlement.slug}.toml."
        )
    return parse(path.read_text(encoding="utf-8"), file_name=path.name)


def keep(*, settlement_id: int, batch_id: int, name: str, data: bytes, totals: Totals) -> BankFile:
    """Store a batch's file, sealed. The same bytes twice are an IntegrityError."""
    return BankFile.objects.create(
        batch_id=batch_id,
        name=name,
        sealed=seal(data, key=case_key(settlement_id, PURPOSE), about=_place(batch_id)),
        sha256=sha256(data).hexdigest(),
        payments_count=totals.count,
        total_cents=totals.cents,
    )


def opened(file: BankFile, *, settlement_id: int) -> bytes:
    """The file's bytes. The caller decides who may have them, and records it.

    raises: FileAltered when they are not those whose hash was stored
    """
    key = case_key(settlement_id, PURPOSE)
    try:
        data = unseal(file.sealed, key=key, about=_place(file.batch_id))
    except SealBroken as error:
        raise FileAltered(_altered(file)) from error
    if sha256(data).hexdigest() != file.sha256:
        raise FileAltered(_altered(file))
    return data


def _altered(file: BankFile) -> str:
    return (
        f"{file.name} is not the file that was written; it was altered in the database. Pay nothing"
        " from it, and tell the administrator."
    )


def _place(batch_id: int) -> str:
    return f"payouts/bankfile/{batch_id}"
