"""Try another settlement file over the real claims of a case. Nothing can ever be paid from it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from payouts.estimates.models import ShadowRun
from payouts.estimates.shadowing import shadow_run
from settlement.accounts import lookup
from settlement.errors import Refusal
from settlement.refusing import refuse
from settlement.terms.lookup import case_named
from settlement.terms.reading import text_of


class Command(BaseCommand):
    help = (
        "Divide the approved claims of a case under another settlement file and compare with the"
        " latest run: who gains, who loses. It is kept with its reason, and can never pay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("file", type=Path, metavar="FILE.toml")
        parser.add_argument("--why", default="Tried by command.", help="the reason, kept with it")
        parser.add_argument(
            "--undecided", action="store_true", help="count undecided claims as approved"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="who tries it; a local site may leave it out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = _made(options)
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(kept), indent=1))
        else:
            self._show(kept)

    def _show(self, kept: ShadowRun) -> None:
        found = kept.comparison
        against = f"run {found['run']}" if found["run"] else "the file in force"
        say = self.stdout.write
        say(f"Shadow run {kept.public_id} over {kept.claims:,} claims. It can never pay.")
        say(f"{'':8}{'net':>18}{'paid':>18}")
        for name, what in (("then", against), ("now", "this file")):
            sums = found[name]
            say(f"{name:8}{sums['net']:>18}{sums['paid']:>18}  {what}")
        for side in ("gained", "lost"):
            sums = found[side]
            say(f"{side:8}{sums['claims']:>18,}{sums['dollars']:>18}")
        say(f"same    {found['same']:>18,}")
        for kind in found["kinds"]:
            then = kind["then"] if kind["then"] is not None else "none"
            change = f"{kind['claims']:>14,} claims: {then} -> {kind['now']}"
            say(f"{change}  {json.dumps(kind['answers'])}")


def _made(options: dict[str, Any]) -> ShadowRun:
    return shadow_run(
        settlement=case_named(options["slug"]),
        text=text_of(options["file"]),
        file_name=options["file"].name,
        why=options["why"],
        undecided=options["undecided"],
        by=lookup.acting(
            options["by"],
            permission="payouts.add_shadowrun",
            why_named="A shadow run is kept under a person's name.",
        ),
    )


def _as_json(kept: ShadowRun) -> dict[str, Any]:
    return {
        "id": str(kept.public_id),
        "sha256": kept.sha256,
        "claims": kept.claims,
        "undecided": kept.undecided,
        "figures": kept.figures,
        "comparison": kept.comparison,
    }
