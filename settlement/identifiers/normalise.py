"""Pure: one spelling for each identifier, whoever wrote it. Claims and class list pass here alike.

Every function takes text as it was typed and returns its canonical form, or "" where nothing
usable is left. `docs/algorithms/blind-index.md` has worked examples.
"""

import re
import unicodedata

import idna
import phonenumbers

GMAIL = {"gmail.com", "googlemail.com"}  # two names of one mailbox
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "esq", "md", "phd"}

# Letters that no decomposition turns into plain ones.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)
_FORGIVEN = str.maketrans("OIL", "011")
_PHONE_FILLER = str.maketrans("", "", " ().-")
_NANP = re.compile(r"(?:\+?1)?([2-9][0-9]{2}[2-9][0-9]{6})")
_ZIP = re.compile(r"([0-9]{3,5})(?:[ -]?([0-9]{4}))?")
_SEPARATORS = re.compile(r"[\s.,;]+")


def email(text: str, *, fold_gmail: bool) -> str:
    """Lower case; an international domain in its ASCII form; Gmail's dots and tags as ordered.

    >>> email(" J.Smith+news@GoogleMail.com", fold_gmail=True)
    'jsmith@gmail.com'
    """
    local, _, domain = unicodedata.normalize("NFKC", text).strip().lower().rpartition("@")
    domain = _ascii_domain(domain)
    if fold_gmail and domain in GMAIL:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    usable = local and domain and local.isprintable() and " " not in local
    return f"{local}@{domain}" if usable else ""


def phone(text: str) -> str:
    """E.164; a number without a country is one of the United States.

    >>> phone("(312) 555-0142"), phone("+44 20 7946 0018"), phone("12")
    ('+13125550142', '+442079460018', '')
    """
    plain = _NANP.fullmatch(text.translate(_PHONE_FILLER))
    if plain is not None:
        return f"+1{plain[1]}"
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def username(text: str) -> str:
    """Case folded, without the @ that people put before it.

    >>> username("@Dance.Queen")
    'dance.queen'
    """
    folded = unicodedata.normalize("NFKC", text).strip().lstrip("@").strip().casefold()
    return unicodedata.normalize("NFC", folded)


def notice_id(text: str) -> str:
    """Capital letters and digits alone; O is taken for 0, I and L for 1.

    >>> notice_id(" 7kq2-9f4d px3w-8rt8"), notice_id("Oil-42")
    ('7KQ29F4DPX3W8RT8', '01142')
    """
    upper = unicodedata.normalize("NFKC", text).upper().translate(_FORGIVEN)
    return "".join(letter for letter in upper if letter.isascii() and letter.isalnum())


def code(text: str) -> str:
    """A confirmation code; read as a notice ID is."""
    return notice_id(text)


def member_ref(text: str) -> str:
    """The defendant's own reference of a member: as it stands, but for spaces around it."""
    return unicodedata.normalize("NFC", text.strip())


def family_name(text: str) -> str:
    """The letters alone, without case, accents, punctuation and suffixes.

    >>> family_name("O'Brien-Núñez, Jr."), family_name("De la Cruz")
    ('obriennunez', 'delacruz')
    """
    words = [word for word in _SEPARATORS.split(_plain(text)) if word]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return "".join(filter(str.isalpha, "".join(words)))


def first_initial(text: str) -> str:
    """The first letter of a first name, without case and accent.

    >>> first_initial("Élodie"), first_initial(" 'Ana")
    ('e', 'a')
    """
    return letters(text)[:1]


def zip_code(text: str) -> str:
    """Five digits, or nine with a hyphen; a leading zero that a spreadsheet ate is put back.

    >>> zip_code("2134"), zip_code("606011234"), zip_code("SW1A 1AA")
    ('02134', '60601-1234', '')
    """
    match = _ZIP.fullmatch(text.strip())
    if match is None:
        return ""
    return "-".join(part for part in (match[1].zfill(5), match[2]) if part)


def _ascii_domain(domain: str) -> str:
    domain = domain.rstrip(".")
    if domain.isascii():
        return domain if domain.isprintable() and " " not in domain else ""
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def letters(text: str) -> str:
    """The letters of a text, without case and accents.

    >>> letters("Straße 9")
    'strasse'
    """
    return "".join(filter(str.isalpha, _plain(text)))
