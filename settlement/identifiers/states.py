"""Pure: the states and territories by their postal codes, each with the number the list keeps.

A state's number is its place here. The hot table holds these numbers: add at the end, never
reorder.
"""

NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands", "AA": "Armed Forces Americas", "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific", "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip

UNKNOWN = 0
NUMBER = {code: number for number, code in enumerate(NAMES, start=1)}
CODE = dict(enumerate(NAMES, start=1))
_BY_NAME = {name.casefold(): code for code, name in NAMES.items()}


def code_of(text: str) -> str:
    """The postal code of a state given by code or name, or "" where it is neither.

    >>> code_of(" il"), code_of("new  york"), code_of("Ontario")
    ('IL', 'NY', '')
    """
    words = " ".join(text.split())
    upper = words.upper()
    return upper if upper in NAMES else _BY_NAME.get(words.casefold(), "")
