"""Pure: by which rules members of a class list may be one person, the strongest evidence first.

A rule is never applied by itself: a person calls it, who has read what it would merge wrongly.
Names are compared as the list holds them, by family name and first initial.

A rule's SQL reads `roster_shared` (see `duplicates`) and yields (person, first): first is the
smallest number of those that the person shares so much with. Whoever is joined by a chain of
such pairs is one group.
"""

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Rule:
    """asks: what two members must have in common; wrongly: who has that, too, and is two people"""

    code: str
    title: str
    asks: str
    wrongly: str
    pairs: LiteralString


_TWO: LiteralString = """
    WITH named AS MATERIALIZED (
        SELECT person, member_no, name_key,
               max(key) FILTER (WHERE identifier = 'email') AS email,
               max(key) FILTER (WHERE identifier = 'phone') AS phone,
               max(key) FILTER (WHERE identifier = 'username') AS username
          FROM roster_shared WHERE name_key IS NOT NULL
         GROUP BY person, member_no, name_key HAVING count(*) >= 2)
    SELECT person, min(person) OVER (PARTITION BY name_key, email, phone) AS first
      FROM named WHERE email IS NOT NULL AND phone IS NOT NULL
     UNION ALL
    SELECT person, min(person) OVER (PARTITION BY name_key, email, username)
      FROM named WHERE email IS NOT NULL AND username IS NOT NULL
     UNION ALL
    SELECT person, min(person) OVER (PARTITION BY name_key, phone, username)
      FROM named WHERE phone IS NOT NULL AND username IS NOT NULL
"""
_EMAIL: LiteralString = """
    SELECT person, min(person) OVER (PARTITION BY key, name_key) AS first
      FROM roster_shared WHERE identifier = 'email' AND name_key IS NOT NULL
"""

RULES = (
    Rule(
        code="name_and_two_identifiers",
        title="The same name and two identifiers",
        asks="The same family name and first initial, and two of e-mail, phone and username.",
        wrongly="Two of one household who share e-mail and phone and whose first names begin alike,"
        " such as father and son of one name, or spouses John and Jane.",
        pairs=_TWO,
    ),
    Rule(
        code="name_and_email",
        title="The same name and e-mail",
        asks="The same family name and first initial, and the same e-mail address.",
        wrongly="Two of one household who share an e-mail address and whose first names begin"
        " alike: father and son of one name, spouses John and Jane, siblings Maria and Mateo.",
        pairs=_EMAIL,
    ),
)
BY_CODE = {rule.code: rule for rule in RULES}
