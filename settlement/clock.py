"""The database's clock: one for all web servers, so that a deadline falls at one moment."""

from datetime import datetime

from settlement import sql

ARRIVAL = "SELECT clock_timestamp()"


def arrival() -> datetime:
    """Now, as the database has it. Who needs the moment of arrival asks before any slow work."""
    moment: datetime = sql.value(ARRIVAL)
    return moment
