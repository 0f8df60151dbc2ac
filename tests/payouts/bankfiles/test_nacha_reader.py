"""The reader catches what a bank would: each damage to the sample is found."""

import pytest

from payouts.bankfiles import nacha_reader
from payouts.bankfiles.nacha_reader import Unbalanced
from payouts.bankfiles.totals import Totals
from tests.make import DATA

SAMPLE = (DATA / "sample.ach").read_bytes()


def test_the_sample_adds_up() -> None:
    assert nacha_reader.totals(SAMPLE) == Totals(count=2, cents=2784 + 16704)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"0000002784", b"0000002785", "hash or sum"),
        (b"0910000190", b"0910000180", "check digit"),
        (b"0032238011", b"0032238012", "hash or sum"),
        (b"8220000002", b"8220000003", "counts other entries"),
        (b"121042880000002\n", b"121042880000001\n", "do not ascend"),
        (b"900000100000100000002", b"900000100000200000002", "batches or blocks"),
        (b"622091000019", b"627091000019", "no credit"),
        (b"JANE Q DOE ", b"JANE Q DOE", "94 characters"),
        (b"JANE Q DOE", "JANE Q DÖE".encode("latin-1"), "ASCII"),
        (b"9" * 94 + b"\n", b"", "last block"),
        (b"8220", b"8200", "different batches"),
    ],
)
def test_damage_is_found(old: bytes, new: bytes, fault: str) -> None:
    damaged = SAMPLE.replace(old, new)
    assert damaged != SAMPLE

    with pytest.raises(Unbalanced, match=fault):
        nacha_reader.totals(damaged)
