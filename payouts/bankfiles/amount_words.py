"""An amount as a check spells it out. Pure."""

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
MOST_CENTS = 10**12 * 100 - 1  # below a trillion dollars


def in_words(amount_cents: int) -> str:
    """Dollars in words and cents in hundredths; from one cent to below a trillion dollars.

    raises: ValueError outside that range

    >>> in_words(16704)
    'One hundred sixty-seven and 04/100 dollars'
    """
    if not 0 < amount_cents <= MOST_CENTS:
        raise ValueError("a check pays from one cent to below a trillion dollars")
    whole, cents = divmod(amount_cents, 100)
    return f"{_spelt(whole).capitalize()} and {cents:02d}/100 dollars"


def _spelt(number: int) -> str:
    parts = []
    for size, name in _GROUPS:
        if number >= size:
            parts.append(f"{_hundreds(number // size)} {name}")
            number %= size
    if number or not parts:
        parts.append(_hundreds(number))
    return " ".join(parts)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = f"{_ONES[hundreds]} hundred" if hundreds else ""
    if hundreds and not rest:
        return head
    return f"{head} {_below_hundred(rest)}".lstrip()


def _below_hundred(number: int) -> str:
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
