"""Pure: what can be wrong with a filing, by code and field; `messages` says it to people."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    REQUIRED = "required"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNPRINTABLE = "unprintable"
    NO_LETTER = "no_letter"
    CAPACITY = "capacity"
    LANGUAGE = "language"
    STATE = "state"
    ZIP = "zip"
    EMAIL = "email"
    PHONE = "phone"
    UNREACHABLE = "unreachable"
    BORN_LATER = "born_later"
    BORN_LONG_AGO = "born_long_ago"
    OF_AGE = "of_age"
    METHOD = "method"
    METHOD_NEEDS_PHONE = "method_needs_phone"
    METHOD_NEEDS_EMAIL = "method_needs_email"
    ROUTING = "routing"
    ACCOUNT = "account"
    ACCOUNT_TYPE = "account_type"
    YES_OR_NO = "yes_or_no"
    WHOLE_NUMBER = "whole_number"
    AMOUNT = "amount"
    CHOICE = "choice"
    DATE = "date"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing that is wrong.

    field: a field of Contents; "answers.<key>" for a question of the settlement file
    bound: the number that the sentence names, e.g. the most characters; may be empty
    """

    field: str
    fault: Fault
    bound: str = ""
