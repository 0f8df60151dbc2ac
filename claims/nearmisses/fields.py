"""Pure: the fields in which a claim and a member are compared."""

from enum import StrEnum


class Field(StrEnum):
    """What is compared, by the name that the desk shows."""

    FIRST_NAME = "First name"
    FAMILY_NAME = "Family name"
    NOTICE_ID = "Notice ID"
    CODE = "Confirmation Code"
    EMAIL = "E-mail"
    PHONE = "Phone"
    USERNAME = "Username"
    STREET = "Street"
    CITY = "City"
    STATE = "State"
    ZIP = "ZIP"
