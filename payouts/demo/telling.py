"""What the demo says in the end: a table for people, a summary for programs."""

import json
from collections import Counter

from claims.filing.models import ClaimStatus
from payouts.demo import checks
from payouts.demo.story import Story
from payouts.payments.models import Payment
from settlement.money import shown

WIDTH = 34  # of the first column


def summary(story: Story) -> dict[str, object]:
    """summary.json: what was done, in figures. queued: before anybody reviewed"""
    standing = Counter(checks.statuses(story.settlement).values())
    return {
        "members": story.members,
        "claims_filed": sum(standing.values()),
        "approved": standing[ClaimStatus.APPROVED],
        "denied": standing[ClaimStatus.DENIED],
        "deficient": standing[ClaimStatus.DEFICIENT],
        "queued": story.filed.queued(),
        "net_cents": story.run.net_cents,
        "awarded_cents": story.run.awarded_cents,
        "residual_cents": story.run.residual_cents,
        "payments": Payment.objects.filter(run=story.run).count(),
        "files": [path.name for path in story.files.values()],
        "seconds": story.seconds,
        "checks": {check.promise: check.holds for check in story.checks},
    }


def write_summary(story: Story) -> None:
    text = json.dumps(summary(story), indent=1)
    (story.out / "summary.json").write_text(text + "\n", encoding="utf-8")


def lines(story: Story) -> list[str]:
    """The table: what was done, how long it took, and what was checked."""
    done = summary(story)
    said = [_heading("What was done")]
    said += [
        f"{name:<{WIDTH}}{done[key]:>20,}"
        for name, key in (
            ("Members on the class list", "members"),
            ("Claims filed", "claims_filed"),
            ("Waited for a person", "queued"),
            ("Approved", "approved"),
            ("Denied", "denied"),
            ("Asked for more", "deficient"),
            ("Payments", "payments"),
        )
    ]
    said += [
        f"{name:<{WIDTH}}{shown(cents or 0):>20}"
        for name, cents in (
            ("Net fund", story.run.net_cents),
            ("Awarded", story.run.awarded_cents),
            ("Residual", story.run.residual_cents),
        )
    ]
    said += [_heading("Seconds")]
    said += [f"{what:<{WIDTH}}{seconds:>20,.1f}" for what, seconds in story.seconds.items()]
    said += [_heading("Checked")]
    said += [
        f"{'holds ' if check.holds else 'BROKEN'}  {check.promise}: {check.figures}"
        for check in story.checks
    ]
    said += [_heading("Files"), str(story.out)]
    said += [f"  {path.name}" for path in story.files.values()]
    return said


def accounts(story: Story, *, site_url: str) -> list[str]:
    """Where the site is, and who can sign in."""
    slug = story.settlement.slug
    said = [_heading("The site")]
    said += [
        f"{what:<{WIDTH}}{site_url}{path}"
        for what, path in (
            ("The case, in public", f"/{slug}/"),
            ("File a claim", f"/{slug}/claim/"),
            ("Staff", "/staff/"),
            ("Letters sent", "/mail/"),
        )
    ]
    said += [
        f"{account.role:<{WIDTH}}{account.user.email}  {account.password}"
        for account in story.accounts.values()
    ]
    return said


def own_claim() -> list[str]:
    """How to bring a claim of one's own into a bank's file, where the money is given away."""
    return [
        _heading("A claim of your own"),
        "File it: with the Notice ID and code of a member in roster.csv who has no claim, or by",
        "what the class list has of them. It is verified within seconds. Then, on the staff pages:",
        "  1. finance maker: make a new run; it shares the same money with your claim, too;",
        "  2. finance approver: make the first run's batches void, for this demo has no bank;",
        "  3. finance approver: approve the new run; finance maker: make its batches;",
        "  4. finance approver: approve them and download the files.",
    ]


def _heading(text: str) -> str:
    return f"\n{text}"
