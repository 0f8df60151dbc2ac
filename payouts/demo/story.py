"""The whole way, step by step; each step through the very services that the site uses."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from claims.filing import imports
from claims.filing.models import Claim, ClaimStatus
from payouts.allocation.models import Run
from payouts.allocation.services import approve_run
from payouts.auditpack import folder, packing
from payouts.auditpack.services import plant, record_taken
from payouts.demo import checks, claimants, ground, people
from payouts.demo.checks import Check, Filed
from payouts.demo.moved import moved
from payouts.demo.people import Account
from payouts.demo.reviewer import work_the_queues
from payouts.ledger.services import confirm_funding
from payouts.payments import services as payments
from payouts.payments.models import Batch
from settlement.errors import Refusal
from settlement.imports.services import import_roster
from settlement.progress import Add
from settlement.synthetic import claims_file, roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.synthetic.synthetic_claims import SyntheticClaims
from settlement.terms.models import Settlement
from settlement.terms.services import adopt, terms_of

CASE = settings.BASE_DIR / "settlements" / "tiktok.toml"
ANSWERS = {"created_in_illinois": "illinois_creator"}
ORDER = "An order that the demo gives itself, so that it can pay before the claims close."
PAUSE = 0.2  # seconds between two looks at the workers' work
PATIENCE = 300.0  # seconds for claims to be verified by the workers


@dataclass
class Story:
    """One demo.

    through_the_site: how many claims are filed page by page
    out:              where its files go
    say, add:         told each step; shows progress
    """

    members: int
    claims: int
    seed: int
    out: Path
    say: Callable[[str], object]
    add: Add
    through_the_site: int = claimants.THROUGH_THE_SITE
    site_url: str = settings.SITE_URL
    seconds: dict[str, float] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    files: dict[int, Path] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    settlement: Settlement = field(init=False)
    filed: Filed = field(init=False)
    run: Run = field(init=False)

    def tell(self) -> None:
        """Go the whole way.

        raises: Refusal where a step is refused
        """
        ground.clear()
        self.accounts = people.make_accounts()
        with self._timed("adopt the settlement file"):
            self._adopt()
        with self._timed("make the class"):
            invented = self._make_class()
        with self._timed("import the class list"):
            self._import_class()
        numbers = self._file(invented)
        with self._timed("verify"):
            self._verify()
        self._remember(numbers)
        with self._timed("review"):
            self._review()
        with self._timed("fund, freeze, allocate, approve"):
            self._allocate()
        with self._timed("pay, approve, export"):
            self._pay()
        with self._timed("write the audit pack"):
            self._pack()
        with self._timed("check"):
            self._check()

    def by(self, role: str) -> Account:
        return self.accounts[role]

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[what] = round(time.monotonic() - began, 2)
        self.say(f"{what}: {self.seconds[what]:.1f} s")

    def _adopt(self) -> None:
        text = moved(CASE.read_text(encoding="utf-8"), today=timezone.localdate())
        path = self.out / CASE.name
        path.write_text(text, encoding="utf-8")
        adopted = adopt(text=text, file_name=path.name, by=ground.demo_user(), now=timezone.now())
        self.settlement = adopted.settlement

    def _make_class(self) -> SyntheticClaims:
        members = SyntheticClass(self.members, seed=self.seed)
        claims = SyntheticClaims(
            members, count=self.claims, answers=ANSWERS, as_of=timezone.localdate()
        )
        written = self.add("Members", total=self.members, unit="members")
        roster_file.write(self._roster, members, written=written)
        written = self.add("Claims", total=self.claims, unit="claims")
        claims_file.write(self._claims, claims, written=written)
        return claims

    def _import_class(self) -> None:
        done = import_roster(
            settlement=self.settlement,
            paths=[self._roster],
            by=ground.demo_user(),
            now=timezone.now(),
        )
        if done.rejected:
            raise Refusal(f"{done.rejected:,} lines of the invented class list were rejected.")

    def _file(self, invented: SyntheticClaims) -> dict[str, str]:
        bulk = self.out / "claims.bulk.csv"
        wanted = claimants.share_out(self._claims, bulk, through_the_site=self.through_the_site)
        with self._timed("file through the site"):
            numbers = claimants.file_through_site(
                self._claims,
                wanted,
                terms=terms_of(self.settlement),
                site_url=self.site_url,
                filed=self.add("Through the site", total=len(wanted), unit="claims"),
            )
        if len(wanted) == invented.count:
            return numbers
        with self._timed("file in bulk"):
            outcome = imports.import_claims(
                settlement=self.settlement,
                path=bulk,
                wishes=imports.Wishes(filer="demo"),
                by=ground.demo_user(),
                now=timezone.now(),
                looked_through=lambda found: self.add("In bulk", total=found.lines, unit="claims"),
            )
        return numbers | claimants.numbers_in(outcome.results)

    def _verify(self) -> None:
        call_command("verify_claims", self.settlement.slug, stdout=StringIO())
        waiting = Claim.objects.filter(settlement=self.settlement, status=ClaimStatus.FILED)
        deadline = time.monotonic() + PATIENCE
        while waiting.exists():  # those that a worker took one by one, by their own bell
            if time.monotonic() > deadline:
                raise Refusal("Claims are still not verified. Do the workers run?")
            time.sleep(PAUSE)

    def _remember(self, numbers: Mapping[str, str]) -> None:
        self.filed = Filed(
            truths=claimants.truths(self._claims),
            numbers=numbers,
            verified=checks.statuses(self.settlement),
        )

    def _review(self) -> None:
        decided = self.add("Review", total=self.filed.queued(), unit="claims")
        work_the_queues(settlement=self.settlement, by=self.by("reviewer").user, decided=decided)

    def _allocate(self) -> None:
        confirm_funding(
            settlement=self.settlement,
            amount_cents=terms_of(self.settlement).fund.gross_cents,
            bank_reference="demo funding",
            by=self.by("finance maker").user,
            now=timezone.now(),
        )
        maker = self.by("finance maker").user.email
        call_command("allocate", self.settlement.slug, by=maker, stdout=StringIO())
        self.run = Run.objects.filter(settlement=self.settlement).latest("number")
        approve_run(run=self.run, by=self.by("finance approver").user, now=timezone.now())

    def _pay(self) -> None:
        self.batches = payments.make_batches(
            run=self.run,
            by=self.by("finance maker").user,
            now=timezone.now(),
            order=ORDER if self.run.preliminary else "",
        )
        approver = self.by("finance approver").user
        for batch in self.batches:
            payments.approve_batch(
                batch=batch, sha256=batch.file_sha256, by=approver, now=timezone.now()
            )
            data = payments.bytes_of(batch=batch, by=approver, now=timezone.now(), purpose="demo")
            path = self.out / batch.file.name
            path.write_bytes(data)
            self.files[batch.pk] = path

    def _pack(self) -> None:
        shutil.rmtree(self._audit_pack, ignore_errors=True)  # an earlier demo's
        folder.write(self._audit_pack, packing.files_of(self.run, plant(self.run)))
        record_taken(self.run, by=self.by("finance maker").user, as_what="folder")

    def _check(self) -> None:
        self.checks += checks.claims_checks(self.settlement, self.filed)
        self.checks += checks.money_checks(self.settlement, self.run, self.batches, self.files)
        self.checks += checks.invariants_checks()
        self.checks += checks.pack_checks(self._audit_pack)

    @property
    def _audit_pack(self) -> Path:
        return self.out / "audit-pack"

    @property
    def _roster(self) -> Path:
        return self.out / "roster.csv"

    @property
    def _claims(self) -> Path:
        return self.out / "claims.csv"
