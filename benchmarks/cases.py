"""The published cases whose fund, plan and claims are all known, in full, and what must come out.

Numbers that courts, administrators or the press published. "TikTok, as paid" is none of them: its
fund was not published, and what it shows, the rounding, is tried by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from settlement.money import dollars
from settlement.settings import BASE_DIR

FILE = BASE_DIR / "settlements" / "tiktok.toml"  # whatever is no plan, every case takes from it


@dataclass(frozen=True)
class Fund:
    """A net fund, and what comes out of it.

    cents:    what each claim is paid, by whether it is from Illinois; where the run is refused,
              what an estimate says
    residual: cents that are left; None where the run is refused
    refused:  a part of the sentence by which it must be
    """

    net_cents: int
    cents: Mapping[bool, int]
    residual_cents: int | None = None
    refused: str = ""


@dataclass(frozen=True)
class Case:
    """funds: the first has the file's first version, each other amends it; they only grow"""

    title: str
    slug: str
    tranche: str
    claims: Mapping[bool, int]
    funds: tuple[Fund, ...]

    @property
    def size(self) -> int:
        return sum(self.claims.values())

    def text(self, fund: Fund) -> str:
        """The settlement file: no deductions, one pool, one tranche."""
        file = FILE.read_text().replace('slug = "tiktok"', f'slug = "{self.slug}"')
        head, _, rest = file.partition("[fund]")
        asked = rest.partition("[roster]")[2].partition("[[pools]]")[0]
        tail = rest.partition("[residual]")[2]
        return (
            f'{head}[fund]\ngross = "{dollars(fund.net_cents)}"\n\n[roster]{asked}'
            f'[[pools]]\nkey = "main"\ntitle = "Settlement fund"\n\n[[pools.tranches]]\n'
            f'key = "shares"\napplies_if = "true"\n{self.tranche}\n[residual]{tail}'
        )


def _notice(share: str, claims: Mapping[bool, int], fund: Fund) -> Case:
    """A row of the TikTok notice's estimates. Nothing was deducted, and each award is rounded to
    the nearest cent: a run that would so pay more than there is must be refused."""
    tranche = 'points = "6 if created_in_illinois else 1"\nrounding = "nearest"\n'
    slug = f"tiktok-{share.replace('.', '-')}"
    return Case(f"TikTok, notice at {share} %", slug, tranche, claims, (fund,))


TIKTOK_CENTS = 9_200_000_000
CASES = (
    _notice(
        "1.5",
        {False: 1_314_000, True: 21_000},
        Fund(TIKTOK_CENTS, {False: 6389, True: 38333}, refused="would pay $92,001,390.00, more"),
    ),
    _notice(
        "20",
        {False: 17_520_000, True: 280_000},
        Fund(TIKTOK_CENTS, {False: 479, True: 2875}, residual_cents=2_920_000),
    ),
    _notice(
        "100",
        {False: 87_600_000, True: 1_400_000},
        Fund(TIKTOK_CENTS, {False: 96, True: 575}, refused="would pay $92,146,000.00, more"),
    ),
    Case(
        title="Facebook Internet Tracking",
        slug="facebook",
        tranche='points = "1"\nrounding = "down"\n',
        claims={False: 1_558_805},
        funds=(Fund(6_112_441_587, {False: 3921}, residual_cents=367_182),),
    ),
    Case(
        title="Google+",
        slug="google-plus",
        tranche='points = "1"\nrounding = "down"\ncap_per_claim = "12.00"\n',
        claims={False: 1_720_029},
        funds=(
            Fund(369_806_235, {False: 215}, residual_cents=0),
            Fund(371_526_263, {False: 215}, residual_cents=1_720_028),
            Fund(1_000_000_000, {False: 581}, residual_cents=663_151),
            Fund(3_000_000_000, {False: 1200}, residual_cents=935_965_200),
        ),
    ),
)
