from django.db import migrations

# Every claim of two runs, then and now, with what it was awarded and the one cause that comes
# first. Plain SQL in one SELECT, so that the planner writes it out where it is called.
COMPARED = """
    CREATE FUNCTION payouts_runs_compared(then_id bigint, now_id bigint)
    RETURNS TABLE (claim_id bigint, claim_number varchar, then_measure int4, now_measure int4,
                   then_cents bigint, now_cents bigint, cause text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000 AS $$
        WITH limits AS (
            SELECT run_id, measure, string_agg(tranche || ' ' || outcome, ',' ORDER BY tranche)
                       FILTER (WHERE outcome <> '') AS outcomes
              FROM payouts_share WHERE run_id IN (then_id, now_id) GROUP BY run_id, measure),
        measures AS (
            SELECT m.run_id, m.number, m.answers, m.counted, m.cents, limits.outcomes
              FROM payouts_measure m
              LEFT JOIN limits ON limits.run_id = m.run_id AND limits.measure = m.number
             WHERE m.run_id IN (then_id, now_id)),
        files AS (
            SELECT count(DISTINCT terms_version_id) > 1 AS differ
              FROM payouts_run WHERE id IN (then_id, now_id))
        SELECT coalesce(n.claim_id, t.claim_id), coalesce(n.claim_number, t.claim_number),
               t.measure, n.measure, t.cents, n.cents,
               CASE WHEN t.claim_id IS NULL THEN 'new'
                    WHEN n.claim_id IS NULL THEN 'gone'
                    WHEN t.cents = n.cents THEN 'same'
                    WHEN tm.answers <> nm.answers AND t.claim_version <> n.claim_version
                        THEN 'answers'
                    WHEN tm.answers <> nm.answers AND t.allowed_version <> n.allowed_version
                        THEN 'allowed'
                    WHEN tm.answers <> nm.answers
                         AND (t.member_no <> n.member_no OR NOT files.differ) THEN 'flags'
                    WHEN files.differ THEN 'terms'
                    WHEN tm.counted <> nm.counted THEN 'counted'
                    WHEN tm.outcomes IS DISTINCT FROM nm.outcomes THEN 'limits'
                    WHEN tm.cents = nm.cents THEN 'cent'
                    ELSE 'value' END
          FROM (SELECT s.*, a.cents FROM payouts_snapshot s
                  JOIN payouts_award a ON a.run_id = s.run_id AND a.claim_id = s.claim_id
                 WHERE s.run_id = then_id AND a.run_id = then_id) t
          FULL JOIN (SELECT s.*, a.cents FROM payouts_snapshot s
                       JOIN payouts_award a ON a.run_id = s.run_id AND a.claim_id = s.claim_id
                      WHERE s.run_id = now_id AND a.run_id = now_id) n ON n.claim_id = t.claim_id
         CROSS JOIN files
          LEFT JOIN measures tm ON tm.run_id = then_id AND tm.number = t.measure
          LEFT JOIN measures nm ON nm.run_id = now_id AND nm.number = n.measure
    $$
"""
COMPARED_BACK = "DROP FUNCTION payouts_runs_compared"


class Migration(migrations.Migration):
    dependencies = [("payouts", "0010_residual")]

    operations = [migrations.RunSQL(COMPARED, COMPARED_BACK)]
