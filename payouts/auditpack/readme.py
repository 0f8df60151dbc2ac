"""What an audit pack is, for whoever opens it first: in plain words, without our help."""

from collections.abc import Iterator

from payouts.allocation.models import Run, RunKind
from payouts.auditpack.models import AwardTree
from settlement.money import shown
from settlement.terms.services import terms_of_version

_TEXT = """\
Audit pack of run {number}, {name}

What this is
------------
One computation of all awards of this settlement: {claims:,} claims are awarded
{awarded}; {residual} of {net} is left. With these files anybody can
compute every award again, to the cent, without our software and without asking us.
{more}
To check it
-----------
You need Python 3.9 or later and nothing else. In this folder:

    python3 verify.py .

It reads the rules in settlement.toml, applies them to the answers in measures.csv, divides
the money anew, and compares every award, every figure, every hash. It says "equal", or it
names the first difference and what should stand there. It was written apart from the software
that computed the run, and is short enough to be read. On Windows write py for python3.

Under "equal" stand three fingerprints. Compare them with what did not come with this pack,
for whoever made a pack could have made all of it anew:

file      with the SHA-256 of the settlement file that counsel signed
root      with the root on the settlement's site, once the run is approved
snapshot  with what was handed in when the claims were frozen, if it was

A later distribution also takes from the earlier ones how much there is to divide, and what of
each pool's fixed amount they awarded, and says it in a line "stated": compare that with what
they left and awarded.

What is in it
-------------
settlement.toml  the settlement file as it was adopted; its SHA-256 is what counsel signed
measures.csv     each distinct set of answers that the plan reads, and how many claims gave it
schedule.csv     what each part of the plan gives every claim of each of these sets
claims.csv       each claim by its number: its set of answers, its award in cents, and how many
                 of these are left-over cents
figures.json     the fund, pools, values of a point and sums
manifest.json    which run this is, the SHA-256 of every file, and the root of the tree of awards
verify.py        the check
README.txt       this text

"measure" is such a set's number. "counted", in a later distribution, are the cents that the
same claims were awarded before.

Who is who
----------
Nobody: there are no names and no addresses, only claim numbers, which are random. A claimant
finds their own line by the number on the receipt.

One award alone
---------------
    python3 verify.py . --proof CLAIM > proof.json
    python3 verify.py --check proof.json ROOT

The root of this run is
    {root}
It commits to every award and to their sum. Once the run is approved it stands on the
settlement's site. The "seed" in manifest.json keeps one claimant from learning from their own
proof whose award stands beside it: do not publish it with a proof.
"""


def readme(run: Run, tree: AwardTree) -> str:
    """The text for a computed run."""
    return _TEXT.format(
        number=run.number,
        name=terms_of_version(run.terms_version).case.name,
        claims=run.claims or 0,
        awarded=shown(run.awarded_cents or 0),
        residual=shown(run.residual_cents or 0),
        net=shown(run.net_cents or 0),
        root=tree.root,
        more="".join(_more(run)),
    )


def _more(run: Run) -> Iterator[str]:
    """What else is to be known of the run before its awards are read."""
    if run.preliminary:
        yield "It is preliminary: claims could still be filed when it was made.\n"
    if run.kind != RunKind.FIRST:
        yield "It is a later distribution: it divides what the earlier ones left.\n"
