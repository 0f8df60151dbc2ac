"""Write a class list of people who do not exist, and claims of theirs."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from settlement.errors import Refusal
from settlement.progress import shown
from settlement.synthetic import claims_file, roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.synthetic.synthetic_claims import AS_OF, SyntheticClaims

FLAG_RATES = {"illinois_creator": 0.0157}  # of the default case: 1.4 of 89 million
ANSWERS = {"created_in_illinois": "illinois_creator"}


class Command(BaseCommand):
    help = (
        "Write a synthetic class list; the same seed gives the same bytes. With --claims also"
        " claims against it, and beside them a file with the truth about each."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument(
            "--flag-rate",
            type=_rate,
            action="append",
            default=[],
            metavar="FLAG=RATE",
            help="a flag and for which share of members it is true (illinois_creator=0.0157)",
        )
        parser.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="ends in .csv or .parquet"
        )
        parser.add_argument("--claims", type=Path, metavar="FILE", help="write claims, too")
        parser.add_argument(
            "--claim-rate", type=float, default=0.02, metavar="R", help="claims per member (0.02)"
        )
        parser.add_argument(
            "--answer",
            type=_pair,
            action="append",
            default=[],
            metavar="QUESTION=FLAG",
            help="a question that claimants answer as the flag is (created_in_illinois=…)",
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            default=AS_OF,
            metavar="DAY",
            help="minors among the claimants are under 18 on this day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rates = dict(options["flag_rate"]) or FLAG_RATES
        members = SyntheticClass(options["members"], seed=options["seed"], flag_rates=rates)
        try:
            self._members(options["out"], members)
            if options["claims"]:
                self._claims(members, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _members(self, path: Path, members: SyntheticClass) -> None:
        total = members.members
        with shown(sys.stderr) as add:
            written = add("Members", total=total, unit="members")
            roster_file.write(path, members, written=written)
        self.stdout.write(f"{total:,} members: {path}")

    def _claims(self, members: SyntheticClass, options: dict[str, Any]) -> None:
        claims = SyntheticClaims(
            members,
            count=round(members.members * options["claim_rate"]),
            answers=dict(options["answer"]) or _answerable(members),
            as_of=options["as_of"],
        )
        with shown(sys.stderr) as add:
            written = add("Claims", total=claims.count, unit="claims")
            truth = claims_file.write(options["claims"], claims, written=written)
        self.stdout.write(f"{claims.count:,} claims: {options['claims']}, the truth: {truth}")


def _answerable(members: SyntheticClass) -> dict[str, str]:
    return {question: flag for question, flag in ANSWERS.items() if flag in members.flag_rates}


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name or not value:
        raise ArgumentTypeError(f'"{text}" is not written as NAME=VALUE')
    return name, value


def _rate(text: str) -> tuple[str, float]:
    name, value = _pair(text)
    try:
        rate = float(value)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise ArgumentTypeError(f'"{value}" is not a share from 0 to 1')
    return name, rate
