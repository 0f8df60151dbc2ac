"""A run notices where another amount was allowed of a claim after it was frozen."""

from django.db import migrations, models

FALLEN = """
    CREATE OR REPLACE FUNCTION payouts_fallen(claim claims_claim, frozen payouts_snapshot)
    RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN claim.status <> 'approved' THEN 'not_approved'
                    WHEN claim.version <> frozen.claim_version THEN 'amended'
                    WHEN claim.member_no IS DISTINCT FROM frozen.member_no THEN 'other_member'
                    WHEN claim.allowed_version <> frozen.allowed_version THEN 'other_amount' END
    $$
"""
FALLEN_BACK = """
    CREATE OR REPLACE FUNCTION payouts_fallen(claim claims_claim, frozen payouts_snapshot)
    RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN claim.status <> 'approved' THEN 'not_approved'
                    WHEN claim.version <> frozen.claim_version THEN 'amended'
                    WHEN claim.member_no IS DISTINCT FROM frozen.member_no THEN 'other_member' END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0007_estimates"), ("claims", "0005_allowances")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="allowed_version",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(FALLEN, FALLEN_BACK),
    ]
