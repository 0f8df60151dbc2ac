"""The examples of docs/algorithms/eligibility.md, read from there."""

from pathlib import Path

import pytest

from claims.eligibility.matching import Candidate, Entered, Finding, match
from claims.eligibility.rules import Facts, decide

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "eligibility.md"


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose first column has this heading."""
    lines = iter(DOCUMENT.read_text().splitlines())
    next(line for line in lines if line.startswith(f"| {heading} |"))
    next(lines)
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def members(text: str) -> list[Candidate]:
    """ "7: notice_id code name; 8: email" as candidates."""
    found = []
    for member in filter(None, text.split("; ")):
        number, words = member.split(": ")
        said = set(words.split())
        found.append(
            Candidate(
                member_no=int(number),
                found_by=frozenset(said - {"code", "name"}),
                code="code" in said,
                named="name" in said,
            )
        )
    return found


def facts(finding: str, text: str) -> Facts:
    """ "minor, 5 to one place" as facts."""
    said = set(filter(None, text.split(", ")))
    places = [int(each.split()[0]) for each in said if each.endswith("to one place")]
    return Facts(
        finding=Finding(finding),
        minor="minor" in said,
        guardian="guardian" in said,
        excluded="left the class" in said,
        late="late" in said,
        contradicts="an answer differs" in said,
        to_check="an amount is to be checked" in said,
        claimed="claimed" in said,
        destination_claims=places[0] if places else 1,
    )


@pytest.mark.parametrize(("found", "finding", "member"), rows("members"))
def test_the_identifiers_lead_where_the_document_says(
    found: str, finding: str, member: str
) -> None:
    entered = Entered(frozenset({"notice_id", "email", "phone", "username"}))

    for order in (members(found), members(found)[::-1]):
        matched = match(entered, order)
        assert matched.finding == finding
        assert matched.member_no == (int(member) if member else None)


@pytest.mark.parametrize(("finding", "text", "rule", "outcome"), rows("finding"))
def test_the_rules_speak_as_the_document_says(
    finding: str, text: str, rule: str, outcome: str
) -> None:
    spoken = decide(facts(finding, text))

    assert (spoken.code, spoken.outcome) == (rule, outcome)


def test_the_document_has_its_examples() -> None:
    assert len(rows("members")) >= 15
    assert len(rows("finding")) >= 12
