"""Numbers by which banks tell payments apart: taken in order, never given out twice."""

from dataclasses import dataclass

from payouts.payments.models import NumberLine


@dataclass(frozen=True, slots=True)
class Series:
    """Whose numbers they are and how they are written.

    kind, name:  of the NumberLine
    first, most: the numbers of a round, both included
    prefix, digits: a trace is the prefix and the number, filled with zeros to `digits`
    """

    kind: str
    name: str
    first: int
    most: int
    prefix: str
    digits: int


def lock(series: Series) -> NumberLine:
    """The series' latest round, locked until the transaction ends, made if it is the first.

    Whoever makes files under the same ODFI or on the same account waits here.
    """
    NumberLine.objects.get_or_create(
        kind=series.kind, name=series.name, round=1, defaults={"last": series.first - 1}
    )
    rounds = NumberLine.objects.filter(kind=series.kind, name=series.name)
    first = rounds.select_for_update(no_key=True).get(round=1)
    return rounds.order_by("-round").first() or first


def take(series: Series, count: int) -> tuple[NumberLine, int]:
    """Take `count` numbers in a row. Return their line and the first of them.

    Where the round has fewer left, a new one begins: numbers ascend within a file.
    """
    line = lock(series)
    if line.last + count > series.most:
        line = NumberLine.objects.create(
            kind=series.kind, name=series.name, round=line.round + 1, last=series.first - 1
        )
    first = line.last + 1
    line.last += count
    line.save(update_fields=["last"])
    return line, first
