"""The whole way on a synthetic class, and the site left running."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payouts.demo import telling
from payouts.demo.story import Story
from settlement.errors import Refusal
from settlement.progress import shown


class Command(BaseCommand):
    help = (
        "Take an invented class the whole way: adopt the default case with its calendar moved to"
        " today, import the class, file claims through the site and in bulk, verify, review,"
        " allocate, pay, export, and check it all. Then the site stays up, with an account for"
        " each role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=100_000, metavar="N")
        parser.add_argument("--claims", type=int, default=2_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--once", action="store_true", help="stop everything in the end")
        parser.add_argument("--out", type=Path, metavar="DIR", help="where its files go")

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"] or settings.PRORATA_VAR / "demo"
        out.mkdir(parents=True, exist_ok=True)
        with shown(sys.stderr) as add:
            story = Story(
                members=options["members"],
                claims=options["claims"],
                seed=options["seed"],
                out=out,
                say=self._say,
                add=add,
            )
            try:
                story.tell()
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
        telling.write_summary(story)
        self.stdout.write("\n".join(telling.lines(story)))
        if broken := [check.promise for check in story.checks if not check.holds]:
            raise CommandError(f"This does not hold: {'; '.join(broken)}.")
        if not options["once"]:
            said = telling.accounts(story, site_url=settings.SITE_URL) + telling.own_claim()
            self.stdout.write("\n".join(said))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
