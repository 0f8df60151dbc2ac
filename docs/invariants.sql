-- What must never be, asked of the auditor's views (docs/auditor.md). Each query returns the rows
-- that break its rule, and none where all is well. Any SQL client can run this file; the software
-- runs it too (payouts/reports/invariants.py), and a test breaks each rule to see that it is caught.
--
-- A line "-- invariant: name" begins a query. There is no percent sign in this file.


-- invariant: an unbalanced entry
SELECT settlement, txn, sum(cents) AS cents
  FROM auditor.entry
 GROUP BY settlement, txn
HAVING sum(cents) <> 0;


-- invariant: two live claims of a member
-- Live is what can be paid. Rivals for one member wait in review until one is decided for.
SELECT settlement, member_ref, count(*) AS claims
  FROM auditor.claim
 WHERE state = 'approved' AND member_ref IS NOT NULL
 GROUP BY settlement, member_ref
HAVING count(*) > 1;


-- invariant: two live payments of an award
SELECT award_ref, count(*) AS payments
  FROM auditor.payment_award JOIN auditor.payment USING (payment_ref)
 WHERE state NOT IN ('returned', 'void')
 GROUP BY award_ref
HAVING count(*) > 1;


-- invariant: a claim paid twice in a distribution
-- By whatever runs: two runs of one distribution each have an award for the claim.
SELECT p.settlement, a.claim_ref, r.distribution, count(*) AS payments
  FROM auditor.payment p
  JOIN auditor.payment_award USING (payment_ref)
  JOIN auditor.award a USING (award_ref)
  JOIN auditor.run r USING (run_ref)
 WHERE p.state NOT IN ('returned', 'void')
 GROUP BY p.settlement, a.claim_ref, r.distribution
HAVING count(*) > 1;


-- invariant: a negative fund
-- No account stands on its other side, and no more is on its way than the bank holds.
SELECT settlement, account, sum(cents) AS cents
  FROM auditor.entry
 GROUP BY settlement, account
HAVING CASE WHEN starts_with(account, 'assets:') THEN sum(cents) < 0 ELSE sum(cents) > 0 END
 UNION ALL
SELECT settlement, 'assets:fund less in_flight', sum(cents)
  FROM auditor.entry
 WHERE account IN ('assets:fund', 'in_flight')
 GROUP BY settlement
HAVING sum(cents) < 0;


-- invariant: a batch unlike its payments
SELECT batch_ref, b.n, count(p.payment_ref) AS payments, b.cents, sum(p.cents) AS payments_cents
  FROM auditor.batch b LEFT JOIN auditor.payment p USING (batch_ref)
 GROUP BY batch_ref, b.n, b.cents
HAVING count(p.payment_ref) <> b.n OR coalesce(sum(p.cents), 0) <> b.cents;


-- invariant: a payment whose state does not fit its batch's
SELECT payment_ref, p.state, batch_ref, b.state AS batch_state
  FROM auditor.payment p JOIN auditor.batch b USING (batch_ref)
 WHERE p.state <> ALL (CASE b.state
                       WHEN 'released' THEN ARRAY['ready', 'sent']
                       WHEN 'sent' THEN ARRAY['sent', 'cleared', 'returned']
                       WHEN 'settled' THEN ARRAY['sent', 'cleared', 'returned']
                       WHEN 'void' THEN ARRAY['void']
                       ELSE ARRAY['ready'] END);


-- invariant: a payment unlike its award
SELECT payment_ref, p.cents, a.cents AS award_cents
  FROM auditor.payment p
  LEFT JOIN (SELECT payment_ref, sum(cents) AS cents FROM auditor.payment_award
              GROUP BY payment_ref) a USING (payment_ref)
 WHERE p.cents IS DISTINCT FROM a.cents;


-- invariant: a maker who approved
SELECT 'batch' AS entity, batch_ref AS ref, made_by FROM auditor.batch WHERE made_by = approved_by
 UNION ALL
SELECT 'run', run_ref, made_by FROM auditor.run WHERE made_by = approved_by;


-- invariant: a transition that does not start where the last ended
SELECT entity, ref, seq, last_state, from_state, to_state
  FROM (SELECT *, lag(to_state) OVER (PARTITION BY entity, ref ORDER BY seq) AS last_state
          FROM auditor.transition) t
 WHERE from_state <> last_state;


-- invariant: a job long past due
-- What was given up ('stopped', 'failed') waits for nobody: the staff see it, and it is no breach.
SELECT job_ref, kind, state, attempts, due
  FROM auditor.job
 WHERE state IN ('open', 'queued') AND due < now() - interval '1 day';


-- invariant: a trace returned twice
SELECT trace, count(*) AS returns
  FROM auditor.bank_return
 WHERE applied
 GROUP BY trace
HAVING count(*) > 1;


-- invariant: awards and residual that are not the net fund
SELECT settlement, run_ref, net_cents, a.cents AS awards_cents, residual_cents
  FROM auditor.run r
  LEFT JOIN (SELECT run_ref, sum(cents) AS cents FROM auditor.award GROUP BY run_ref) a
       USING (run_ref)
 WHERE state IN ('closed', 'approved', 'superseded')
   AND coalesce(a.cents, 0) + residual_cents <> net_cents;
