-- name: lock
-- Let one deed at a time change what a shop has published; held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('policy/' || %(shop)s, 0));

-- name: propose
-- Add a proposal.
INSERT INTO proposal (id, shop, officer, at) VALUES (%(id)s, %(shop)s, %(officer)s, %(at)s);

-- name: draft
-- Add a document of a proposal.
INSERT INTO draft (proposal, shop, what, number, digest, previous, effective, restores, text, body)
VALUES (%(proposal)s, %(shop)s, %(what)s, %(number)s, %(digest)s, %(previous)s, %(effective)s, %(restores)s,
        %(text)s, %(body)s);

-- name: approve
-- Add an officer's approval of a document; the same officer's second one changes nothing.
INSERT INTO approval (proposal, what, officer, at, signature)
VALUES (%(proposal)s, %(what)s, %(officer)s, %(at)s, %(signature)s)
ON CONFLICT (proposal, what, officer) DO NOTHING;

-- name: step
-- Note what became of a proposal, once.
INSERT INTO step (proposal, step, officer, at) VALUES (%(proposal)s, %(step)s, %(officer)s, %(at)s)
ON CONFLICT DO NOTHING;

-- name: proposals
-- Read proposals: one by its id, or all of a shop, the newest first.
SELECT id, shop, officer, at FROM proposal
WHERE (%(id)s::text IS NULL OR id = %(id)s) AND (%(shop)s::text IS NULL OR shop = %(shop)s)
ORDER BY at DESC, id;

-- name: drafts
-- Read the documents of a proposal.
SELECT what, shop, number, digest, previous, effective, restores, text, body
FROM draft WHERE proposal = %(proposal)s ORDER BY what;

-- name: approvals
-- Read the approvals of a proposal.
SELECT what, officer, at, signature FROM approval WHERE proposal = %(proposal)s ORDER BY at, officer;

-- name: steps
-- Read what became of a proposal.
SELECT step, officer, at FROM step WHERE proposal = %(proposal)s ORDER BY number;

-- name: line
-- Read the versions of a shop's packs or registers in the order in which they follow each other.
WITH RECURSIVE line AS (
    SELECT v.*, 1 AS place FROM version v WHERE shop = %(shop)s AND what = %(what)s AND previous = ''
    UNION ALL
    SELECT v.*, line.place + 1 FROM version v JOIN line
        ON v.shop = line.shop AND v.what = line.what AND v.previous = line.digest
)
SELECT line.proposal, draft.body FROM line JOIN draft ON draft.proposal = line.proposal AND draft.what = line.what
ORDER BY line.place;

-- name: publish
-- Put a version into its place, unless its number is taken or another one follows the same version already.
INSERT INTO version (shop, what, number, digest, previous, proposal)
VALUES (%(shop)s, %(what)s, %(number)s, %(digest)s, %(previous)s, %(proposal)s)
ON CONFLICT DO NOTHING;

-- name: shops
-- Read the shops that have published anything.
SELECT DISTINCT shop FROM version ORDER BY shop;

-- name: asked
-- Read proposals that were asked to be published and have not ended, with the moment from which they hold.
SELECT s.proposal, (SELECT max(effective) FROM draft d WHERE d.proposal = s.proposal) AS due FROM step s
WHERE s.step = 'asked' AND NOT EXISTS (
    SELECT FROM step e WHERE e.proposal = s.proposal AND e.step IN ('withdrawn', 'published', 'overtaken'))
ORDER BY due, s.number;

-- name: unreviewed
-- Read published proposals that put an earlier version back and that only one officer has approved, and when they began.
SELECT s.proposal, s.at FROM step s
WHERE s.step = 'published'
  AND NOT EXISTS (SELECT FROM step o WHERE o.proposal = s.proposal AND o.step = 'review_overdue')
  AND EXISTS (SELECT FROM draft d WHERE d.proposal = s.proposal AND d.restores > 0
              AND (SELECT count(*) FROM approval a WHERE a.proposal = d.proposal AND a.what = d.what) < 2)
ORDER BY s.at;

-- name: unsent
-- Read the versions of a shop that do not lie on the topic under a key.
SELECT what, number FROM version v
WHERE shop = %(shop)s AND NOT EXISTS (
    SELECT FROM sent s WHERE s.shop = v.shop AND s.what = v.what AND s.number = v.number AND s.key = %(key)s);

-- name: sent
-- Note that a version lies on the topic under a key.
INSERT INTO sent (shop, what, number, key) VALUES (%(shop)s, %(what)s, %(number)s, %(key)s) ON CONFLICT DO NOTHING;

-- name: fence
-- Note where the fences of a shop's versions lie.
INSERT INTO fence (shop, pack, register, positions, at)
VALUES (%(shop)s, %(pack)s, %(register)s, %(positions)s, %(at)s);

-- name: fences
-- Read the last fences of each shop.
SELECT DISTINCT ON (shop) shop, positions FROM fence ORDER BY shop, number DESC;

-- name: forget
-- Forget requests that are too old to be sent again.
DELETE FROM nonce WHERE at < %(before)s;

-- name: use
-- Note a request; one that is there already is a repeat.
INSERT INTO nonce (officer, nonce, at) VALUES (%(officer)s, %(nonce)s, %(at)s)
ON CONFLICT DO NOTHING RETURNING nonce;
