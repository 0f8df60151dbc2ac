"""What is sealed opens only under its key and in its place."""

import pytest

from settlement.sealed import (
    SealBroken,
    seal,
    seal_json,
    seal_text,
    unseal,
    unseal_json,
    unseal_text,
)

KEY, OTHER_KEY = bytes(32), bytes([1]) * 32
PLACE = "claims_claim/7/account"


def test_what_was_sealed_can_be_opened() -> None:
    assert (
        unseal(seal(b"000123456789", key=KEY, about=PLACE), key=KEY, about=PLACE) == b"000123456789"
    )


def test_sealing_twice_gives_other_bytes_and_neither_shows_the_text() -> None:
    one, two = (seal(b"000123456789", key=KEY, about=PLACE) for _ in range(2))

    assert one != two
    assert b"000123456789" not in one + two


def test_it_does_not_open_under_another_key() -> None:
    with pytest.raises(SealBroken, match="not sealed under this key"):
        unseal(seal(b"secret", key=KEY, about=PLACE), key=OTHER_KEY, about=PLACE)


def test_it_does_not_open_in_another_place() -> None:
    with pytest.raises(SealBroken, match="altered or sealed for another place"):
        unseal(seal(b"secret", key=KEY, about=PLACE), key=KEY, about="claims_claim/8/account")


def test_it_does_not_open_when_any_byte_was_changed() -> None:
    sealed = seal(b"secret", key=KEY, about=PLACE)
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            unseal(altered, key=KEY, about=PLACE)


@pytest.mark.parametrize("length", range(17))
def test_what_is_too_short_to_be_sealed_is_broken(length: int) -> None:
    sealed = seal(b"", key=KEY, about=PLACE)
    with pytest.raises(SealBroken):
        unseal(sealed[:length], key=KEY, about=PLACE)


def test_json_and_text_come_back_as_they_were() -> None:
    value = {"usernames": ["ana"], "name": "Núñez", "birth_date": None}

    assert unseal_json(seal_json(value, key=KEY, about=PLACE), key=KEY, about=PLACE) == value
    assert unseal_text(seal_text("Núñez", key=KEY, about=PLACE), key=KEY, about=PLACE) == "Núñez"
