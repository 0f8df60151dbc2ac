"""The invented claimants: some file through the site like anybody, the others come in bulk."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from claims.filing import bulkfile
from claims.filing.contents import Contents
from payouts.demo import visitor
from settlement.errors import Refusal
from settlement.synthetic.claims_file import truth_path
from settlement.synthetic.synthetic_claims import Kind
from settlement.terms.schema import Terms

THROUGH_THE_SITE = 120  # claims filed page by page, as far as there are so many honest ones
AT_ONCE = 4  # people at the site at the same time
HONEST = frozenset({Kind.EXACT, Kind.MINOR})


@dataclass(frozen=True, slots=True)
class Truth:
    """What a claim really is; the reviewer never sees it."""

    n: str
    kind: Kind


def truths(claims: Path) -> Mapping[str, Truth]:
    """The truth about a file of claims, by the claims' n."""
    with truth_path(claims).open(newline="", encoding="utf-8") as file:
        return {row["n"]: Truth(row["n"], Kind(row["kind"])) for row in csv.DictReader(file)}


def share_out(claims: Path, bulk: Path, *, through_the_site: int) -> set[str]:
    """Write the claims that come in bulk to a file of their own; return the others' n.

    Who files through the site files first, and honestly: of two claims of one member the earlier
    counts, so the second ones have to come later.
    """
    honest = [n for n, truth in truths(claims).items() if truth.kind in HONEST]
    first = {*honest[:through_the_site]}
    with (
        claims.open(newline="", encoding="utf-8") as whole,
        bulk.open("w", newline="", encoding="utf-8") as rest,
    ):
        rows = csv.DictReader(whole)
        writer = csv.DictWriter(rest, rows.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["n"] not in first)
    return first


def file_through_site(
    claims: Path,
    wanted: set[str],
    *,
    terms: Terms,
    site_url: str,
    filed: Callable[[int], object],
) -> dict[str, str]:
    """File the wanted claims page by page over HTTP; return their claim numbers by n.

    raises: Refusal where the site does not lead one of them to a receipt
    """

    def one(person: tuple[str, Contents]) -> tuple[str, str]:
        n, contents = person
        number = visitor.file_claim(site_url, terms.case.slug, contents)
        filed(1)
        return n, number

    people = [person for person in _people(claims, terms) if person[0] in wanted]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            return dict(pool.map(one, people))
        except visitor.Lost as lost:
            raise Refusal(f"A claim could not be filed through the site: {lost}") from lost


def numbers_in(results: Path) -> dict[str, str]:
    """Claim numbers by n, as an import's results state them."""
    with results.open(newline="", encoding="utf-8") as file:
        return {row["n"]: row["number"] for row in csv.DictReader(file) if row["number"]}


def _people(claims: Path, terms: Terms) -> Iterator[tuple[str, Contents]]:
    read = partial(
        bulkfile.contents_of,
        questions=_questions(terms),
        language=terms.languages[0],
        attested_text="",
    )
    for line in bulkfile.lines_of(claims):
        if isinstance(line.cells, Mapping):
            contents, _faults = read(line.cells)
            yield line.cells["n"], contents


def _questions(terms: Terms) -> Sequence[str]:
    return [question.key for question in terms.questions]
