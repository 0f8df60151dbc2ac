"""Pure: as much of a value as a person needs to compare it, and no more."""

HIDDEN = "***"


def email(text: str) -> str:
    """The first letter and the domain.

    >>> email("jane.doe@gmail.com")
    'j***@gmail.com'
    """
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}{HIDDEN}{at}{domain}" if at else start(text)


def phone(text: str) -> str:
    """The last four digits.

    >>> phone("(312) 555-0142")
    '***-***-0142'
    """
    digits = "".join(filter(str.isdigit, text))
    return f"***-***-{digits[-4:]}" if digits else ""


def initial(text: str) -> str:
    """The first letter, as of a first name.

    >>> initial("Jane")
    'J.'
    """
    return f"{text[0]}." if text else ""


def start(text: str) -> str:
    """The first letter and that there is more.

    >>> start("Doe")
    'D***'
    """
    return f"{text[0]}{HIDDEN}" if text else ""


def end(text: str) -> str:
    """The last four characters of something long.

    >>> end("7KQ2-9F4D-PX3W-8RT8"), end("A17")
    ('***8RT8', '***')
    """
    if not text:
        return ""
    return f"{HIDDEN}{text[-4:]}" if len(text) > 8 else HIDDEN


def street(text: str) -> str:
    """That there is an address, without the address.

    >>> street("12 Main Street"), street("")
    ('***', '')
    """
    return HIDDEN if text else ""


def zip_code(text: str) -> str:
    """The area, three digits.

    >>> zip_code("60601-1234")
    '606**'
    """
    return f"{text[:3]}**" if text else ""
