"""Put letters into the outbox, within the caller's transaction: letter and cause stand together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings

from settlement.keys.services import case_key
from settlement.notices import statements
from settlement.notices.models import Notice
from settlement.notices.render import Letter, render
from settlement.sealed import seal_json, unseal_json
from settlement.terms.models import Settlement

PURPOSE = "notices/letter"  # of the case's key


@dataclass(frozen=True, slots=True)
class Addressed:
    """What one letter needs. ref: the record it is about; to: an e-mail address."""

    ref: str
    language: str
    to: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter as it was queued, opened."""

    to: str
    letter: Letter


def queue(
    *,
    settlement: Settlement,
    kind: str,
    entity: str,
    ref: str,
    language: str,
    to: str,
    context: Mapping[str, object],
) -> Notice:
    """Queue one letter. After COMMIT the caller may ring `tasks.send_one`; else the beat does."""
    addressed = Addressed(ref=ref, language=language, to=to, context=context)
    (notice_id,) = queue_many(settlement=settlement, kind=kind, entity=entity, letters=[addressed])
    return Notice.objects.get(pk=notice_id)


def queue_many(
    *, settlement: Settlement, kind: str, entity: str, letters: Sequence[Addressed]
) -> list[int]:
    """Queue letters of one kind; return their ids in the same order. A second call queues anew.

    A letter is written now, so that the record holds what was said and not what would be said
    today. To each context come `case_name` and `site`, the site's address without a slash.
    """
    key = case_key(settlement.pk, PURPOSE)
    everywhere = {"case_name": settlement.name, "site": settings.SITE_URL}
    ids = statements.next_ids(len(letters))
    rows = []
    for notice_id, each in zip(ids, letters, strict=True):
        letter = render(kind=kind, language=each.language, context=everywhere | dict(each.context))
        sealed = seal_json({"to": each.to, **asdict(letter)}, key=key, about=_place(notice_id))
        rows.append((notice_id, settlement.pk, kind, entity, each.ref, each.language, sealed))
    statements.put(rows)
    return ids


def opened(notice: Notice) -> Opened:
    """Open a letter, to send it or to show it.

    raises: Refusal where the case's key was destroyed
    """
    key = case_key(notice.settlement_id, PURPOSE)
    plain = unseal_json(notice.sealed, key=key, about=_place(notice.pk))
    return Opened(to=plain["to"], letter=Letter(subject=plain["subject"], text=plain["text"]))


def _place(notice_id: int) -> str:
    return f"notices/{notice_id}"
