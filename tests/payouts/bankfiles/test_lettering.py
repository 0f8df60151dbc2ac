"""Whatever people are called, a bank gets plain capitals."""

import re

from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles.lettering import bank_text


def test_accents_fold_and_the_rest_is_replaced() -> None:
    assert bank_text("José  Núñez-O\u2019Hara") == "JOSE NUNEZ-O'HARA"
    assert bank_text("Ærøskøbing Þór Straße") == "AEROSKOBING THOR STRASSE"
    assert bank_text("\u202eevil\u0000name") == "EVIL NAME"


def test_no_text_can_start_a_formula() -> None:
    assert bank_text("=SUM(A1)") == "SUM(A1)"
    assert bank_text(" -+@\t=1") == "1"
    assert bank_text('Anna,"=1') == "ANNA 1"


def test_a_cut_leaves_no_space_at_the_end() -> None:
    assert bank_text("Ann Lee", width=4) == "ANN"


@given(st.text())
def test_only_what_banks_take_is_left_and_folding_again_changes_nothing(text: str) -> None:
    folded = bank_text(text)

    assert re.fullmatch(r"([A-Z0-9.'&/()#]([A-Z0-9 .'&/()#-]*[A-Z0-9.'&/()#-])?)?", folded)
    assert bank_text(folded) == folded
