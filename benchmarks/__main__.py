"""`./run bench` lists the benchmarks; `./run bench NAME` runs one, on servers of its own."""

import argparse
import inspect
import os
import sys
from argparse import ArgumentTypeError, Namespace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settlement.settings")
django.setup()

from benchmarks import (  # noqa: E402
    allocation,
    auditpack,
    plan,
    published,
    roster,
    shadow,
    verification,
)
from benchmarks.report import Report  # noqa: E402
from settlement.errors import Refusal  # noqa: E402
from settlement.launcher.foreground import Interrupted, interruptible  # noqa: E402

BENCHMARKS = {
    "verification": verification,
    "allocation": allocation,
    "auditpack": auditpack,
    "plan": plan,
    "published": published,
    "roster": roster,
    "shadow": shadow,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHMARKS)
    parser.add_argument("--members", type=_size, help="size of the class list")
    parser.add_argument("--claims", type=_size, help="number of claims")
    parser.add_argument("--measures", type=_size, help="distinct measures (plan)")
    parser.add_argument("--plans", type=_size, help="check so many generated plans (plan)")
    parser.add_argument(
        "--growth",
        type=_sizes,
        dest="sizes",
        metavar="N,N…",
        help="other sizes to compare (roster, allocation)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.name is None:
        for name, module in BENCHMARKS.items():
            sys.stdout.write(f"{name:14} {(module.__doc__ or '').splitlines()[0]}\n")
        return 0
    try:
        with interruptible():
            report = _run(options)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except Interrupted as interrupted:
        return interrupted.status
    if options.json:
        sys.stdout.write(report.as_json() + "\n")
    else:
        report.show()
    sys.stderr.writelines(f"{sentence}\n" for sentence in report.wrong)
    return 1 if report.wrong else 0


def _run(options: Namespace) -> Report:
    run = BENCHMARKS[options.name].run
    sizes = ("members", "claims", "sizes", "measures", "plans")
    given = {name: n for name in sizes if (n := getattr(options, name))}
    if strange := given.keys() - inspect.signature(run).parameters.keys():
        name = "growth" if "sizes" in strange else strange.pop()
        raise Refusal(f"The benchmark {options.name} takes no --{name}.")
    report: Report = run(**given)
    return report


def _size(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{number} is not a size")
    return number


def _sizes(text: str) -> list[int]:
    return [_size(part) for part in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
