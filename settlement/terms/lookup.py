"""Cases by the names that a command is given."""

from settlement.errors import Refusal
from settlement.terms.models import Settlement


def case_named(slug: str) -> Settlement:
    """The case with this slug; Refusal where there is none."""
    found = Settlement.objects.filter(slug=slug).first()
    if found is None:
        raise Refusal(f'There is no case "{slug}". Adopt its file with load_settlement first.')
    return found
