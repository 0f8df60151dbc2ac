"""Pure: which mail domain a claimant may have meant."""

from collections.abc import Iterator
from functools import lru_cache

from claims.nearmisses.likeness import edits
from claims.nearmisses.slips import Slip, Variant

# The providers that most people in the United States write from, the largest first.
PROVIDERS = (
    "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "live.com",
    "msn.com", "comcast.net", "me.com", "mac.com", "att.net", "verizon.net", "sbcglobal.net",
    "ymail.com", "rocketmail.com", "proton.me", "protonmail.com", "mail.com", "gmx.com",
    "cox.net", "charter.net", "bellsouth.net", "earthlink.net", "optonline.net", "juno.com",
)  # fmt: skip
OTHERS = PROVIDERS[:8]  # where the same person may have the same name
ENDINGS = {
    ".con": ".com", ".cpm": ".com", ".cmo": ".com", ".ocm": ".com", ".comm": ".com",
    ".vom": ".com", ".xom": ".com", ".cim": ".com", ".om": ".com", ".cm": ".com", ".co": ".com",
    ".com.com": ".com", ".nte": ".net", ".ner": ".net", ".ent": ".net", ".ogr": ".org",
    ".rog": ".org", ".orgg": ".org", ".eud": ".edu", ".ed": ".edu", ".ude": ".edu",
}  # fmt: skip


@lru_cache(maxsize=4_096)
def meant_by(domain: str) -> tuple[Variant, ...]:
    """Domains that may have been meant, the likelier first; `domain` itself is not among them.

    >>> meant_by("gmial.con")[0][0], meant_by("example.ogr")[0][0]
    ('gmail.com', 'example.org')
    """
    found = dict.fromkeys(_spellings(domain), Slip.DOMAIN)
    for other in OTHERS:
        found.setdefault(other, Slip.PROVIDER)
    found.pop(domain, None)
    return tuple(found.items())


def _spellings(domain: str) -> Iterator[str]:
    mended = _ending(domain)
    for written in (domain, mended):
        yield from (each for each in PROVIDERS if edits(written, each) == 1)
    yield mended
    yield from (each for each in PROVIDERS if each.replace(".", "") == domain.replace(".", ""))


def _ending(domain: str) -> str:
    """The domain with its last part spelt as it is."""
    for wrong, right in ENDINGS.items():
        if domain.endswith(wrong):
            return domain.removesuffix(wrong) + right
    return domain
