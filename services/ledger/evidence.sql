-- name: early
-- Outcomes whose disclosure has not come: for most, for a moment.
select distinct shop, disclosure from outcome_early;

-- name: shops
-- All shops that have a log.
select shop from head;

-- name: unsigned
-- For each shop with entries that no checkpoint covers: the time (Unix ms) of the first of them.
select h.shop, (l.leaf::jsonb #>> '{entry,at}')::bigint
  from head h
  join leaf l on l.shop = h.shop
   and l.index = (select coalesce(max(c.size), 0) from checkpoint c where c.shop = h.shop);
