"""The part of `parity` that has to do with what is left: disposals, and who entered later runs.

As there, a row is what it is about, what should stand there, and what does.
"""

# A disposal is its portions, and the awards that it gave up.
DISPOSALS = """
    SELECT 'disposal ' || d.number || ', ' || each.what, each.expected, each.found
      FROM payouts_disposal d
     CROSS JOIN LATERAL (
           VALUES ('portions', d.cents,
                   (SELECT coalesce(sum(cents), 0)::bigint FROM payouts_portion
                     WHERE disposal_id = d.id)),
                  ('awards given up',
                   CASE WHEN d.status = 'approved' AND d.kind IN ('returned', 'fallen', 'escheat')
                        THEN d.cents ELSE 0 END,
                   (SELECT coalesce(sum(cents), 0)::bigint FROM payouts_givenup
                     WHERE disposal_id = d.id))
           ) AS each (what, expected, found)
     WHERE d.settlement_id = %(settlement_id)s AND each.expected <> each.found
     ORDER BY d.number
"""

# It is posted, once approved, to the accounts of its portions, and what was paid out of each left
# it. Two recipients may share an account, so an entry is compared by account.
DISPOSED = """
    WITH portions AS (
        SELECT p.*, d.public_id::text AS disposal
          FROM payouts_disposal d JOIN payouts_portion p ON p.disposal_id = d.id
         WHERE d.settlement_id = %(settlement_id)s AND d.status = 'approved'),
    should AS (
        SELECT 'disposal' AS kind, disposal AS ref, account, sum(cents) AS cents
          FROM portions GROUP BY disposal, account
         UNION ALL
        SELECT 'disposal paid', disposal || '/' || place, account, - cents
          FROM portions WHERE paid_at IS NOT NULL),
    posted AS (
        SELECT e.kind, e.ref, l.account, - sum(l.cents) AS cents
          FROM payouts_entry e JOIN payouts_leg l ON l.entry_id = e.id
         WHERE e.settlement_id = %(settlement_id)s
           AND (e.kind = 'disposal' AND l.cents < 0 OR e.kind = 'disposal paid' AND l.cents > 0)
         GROUP BY e.kind, e.ref, l.account)
    SELECT 'entry ' || kind || ' ' || ref || ', ' || account, coalesce(should.cents, 0)::bigint,
           coalesce(posted.cents, 0)::bigint
      FROM should FULL JOIN posted USING (kind, ref, account)
     WHERE coalesce(should.cents, 0) <> coalesce(posted.cents, 0)
     ORDER BY 1
"""
GIVEN_UP = """
    SELECT 'claim ' || c.number || ', its award of run ' || r.number || ' given up',
           coalesce(a.cents, 0), g.cents
      FROM payouts_givenup g
      JOIN payouts_run r ON r.id = g.run_id
      JOIN claims_claim c ON c.id = g.claim_id
      LEFT JOIN payouts_award a ON a.run_id = g.run_id AND a.claim_id = g.claim_id
     WHERE r.settlement_id = %(settlement_id)s AND g.cents IS DISTINCT FROM a.cents
     ORDER BY 1
"""

# In a later distribution a claim is of the measure that has what it entered with.
ENTRANTS = """
    SELECT 'run ' || r.number || ', number of claims that count otherwise than they entered',
           0::bigint, count(*)
      FROM payouts_run r
      JOIN payouts_snapshot s ON s.run_id = r.id
      JOIN payouts_measure m ON m.run_id = r.id AND m.number = s.measure
      LEFT JOIN payouts_entrant e ON e.run_id = r.id AND e.claim_id = s.claim_id
     WHERE r.settlement_id = %(settlement_id)s AND r.kind <> 'first'
       AND r.status IN ('closed', 'approved') AND e.counted IS DISTINCT FROM m.counted
     GROUP BY r.number
     ORDER BY r.number
"""
# What a later distribution counted of a fixed pool: what the pool paid in the distributions before,
# less what of it was given up to the residual by then, which the ledger's order of entries tells.
POOLS = """
    SELECT 'run ' || r.number || ', what pool ' || counted.pool || ' had awarded',
           coalesce(paid.cents, 0) - coalesce(given.cents, 0), counted.cents
      FROM payouts_run r
      JOIN payouts_entry posted ON posted.settlement_id = r.settlement_id
                               AND posted.kind = 'run' AND posted.ref = r.public_id::text
     CROSS JOIN LATERAL (
           SELECT key AS pool, (value::numeric * 100)::bigint AS cents
             FROM jsonb_each_text(r.figures -> 'awarded')) counted
      LEFT JOIN LATERAL (
           SELECT sum((each ->> 'paid')::numeric * 100)::bigint AS cents
             FROM payouts_run earlier
            CROSS JOIN LATERAL jsonb_array_elements(earlier.figures -> 'pools') AS each
            WHERE earlier.settlement_id = r.settlement_id AND earlier.status = 'approved'
              AND earlier.distribution < r.distribution
              AND each ->> 'key' = counted.pool) paid ON true
      LEFT JOIN LATERAL (
           SELECT sum(h.cents + (h.extra_until <> '' AND s.claim_number <= h.extra_until)::int4)
                      ::bigint AS cents
             FROM payouts_disposal d
             JOIN payouts_entry e ON e.settlement_id = d.settlement_id
                                 AND e.kind = 'disposal' AND e.ref = d.public_id::text
             JOIN payouts_givenup g ON g.disposal_id = d.id
             JOIN payouts_run earlier ON earlier.id = g.run_id
             JOIN payouts_snapshot s ON s.run_id = g.run_id AND s.claim_id = g.claim_id
             JOIN payouts_share h ON h.run_id = g.run_id AND h.measure = s.measure
            WHERE d.settlement_id = r.settlement_id AND d.kind IN ('returned', 'fallen')
              AND e.id < posted.id AND earlier.status = 'approved'
              AND earlier.distribution < r.distribution
              AND starts_with(h.tranche, counted.pool || '.')) given ON true
     WHERE r.settlement_id = %(settlement_id)s AND r.kind <> 'first' AND r.status = 'approved'
       AND counted.cents <> coalesce(paid.cents, 0) - coalesce(given.cents, 0)
     ORDER BY r.number, 1
"""
RESERVES = """
    SELECT 'run ' || number || ', reserve', kept.cents, reserve_cents
      FROM payouts_run
     CROSS JOIN LATERAL (
           SELECT (coalesce((figures ->> 'reserve')::numeric, 0) * 100)::bigint) AS kept (cents)
     WHERE settlement_id = %(settlement_id)s AND status IN ('closed', 'approved')
       AND kept.cents <> reserve_cents
     ORDER BY number
"""

OF_WHAT_IS_LEFT = (RESERVES, POOLS, ENTRANTS, DISPOSALS, DISPOSED, GIVEN_UP)
