"""What a bank file and its batch must agree on. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """How many payments, and how many cents together."""

    count: int
    cents: int
