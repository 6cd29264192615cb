-- name: add
-- Add a version, unless that number is taken.
INSERT INTO version (shop, what, number, digest, body, signature)
VALUES (%(shop)s, %(what)s, %(number)s, %(digest)s, %(body)s, %(signature)s)
ON CONFLICT (shop, what, number) DO NOTHING;

-- name: digest
-- Read the digest under which a version was published.
SELECT digest FROM version WHERE shop = %(shop)s AND what = %(what)s AND number = %(number)s;

-- name: newest
-- Read the newest number of a shop's packs or registers.
SELECT coalesce(max(number), 0) FROM version WHERE shop = %(shop)s AND what = %(what)s;
