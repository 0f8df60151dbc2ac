"""The class list's two tables. `roster/partitions.py` alone makes partitions and their indexes.

The order of the columns leaves no gap but one of two bytes in a row of 96.
"""

from django.db import migrations

MEMBERS = """
    CREATE TABLE settlement_classmember (
        settlement_id bigint NOT NULL,
        member_no integer NOT NULL,
        flags integer NOT NULL DEFAULT 0,
        name_key integer,
        state smallint NOT NULL DEFAULT 0,
        notice_key bigint,
        code_key bigint,
        email_key bigint,
        phone_key bigint,
        username_key bigint,
        ref_key bigint NOT NULL
    ) PARTITION BY LIST (settlement_id)
"""

DETAILS = """
    CREATE TABLE settlement_memberdetail (
        settlement_id bigint NOT NULL,
        block integer NOT NULL,
        sealed bytea NOT NULL
    ) PARTITION BY LIST (settlement_id)
"""

# Blocks are compressed already: EXTERNAL keeps PostgreSQL from trying it again.
UNCOMPRESSED = "ALTER TABLE settlement_memberdetail ALTER COLUMN sealed SET STORAGE EXTERNAL"


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]

    operations = [
        migrations.RunSQL(MEMBERS, "DROP TABLE settlement_classmember"),
        migrations.RunSQL(DETAILS, "DROP TABLE settlement_memberdetail"),
        migrations.RunSQL(UNCOMPRESSED, migrations.RunSQL.noop),
    ]
