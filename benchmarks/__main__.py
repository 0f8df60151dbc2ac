"""`./run bench` lists the benchmarks; `./run bench NAME` runs one, on servers of its own."""

import argparse
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settlement.settings")
django.setup()

from benchmarks import allocation, verification  # noqa: E402 - models load after Django's set-up

BENCHMARKS = {"verification": verification, "allocation": allocation}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHMARKS)
    parser.add_argument("--members", type=int, help="size of the class list")
    parser.add_argument("--claims", type=int, help="number of claims")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.name is None:
        for name, module in BENCHMARKS.items():
            sys.stdout.write(f"{name:14} {(module.__doc__ or '').splitlines()[0]}\n")
        return 0
    sizes = {name: n for name in ("members", "claims") if (n := getattr(options, name))}
    report = BENCHMARKS[options.name].run(**sizes)
    if options.json:
        sys.stdout.write(report.as_json() + "\n")
    else:
        report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
