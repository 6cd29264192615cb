-- name: early
-- Outcomes whose disclosure has not come: for most, for a moment. What a frozen log holds back has come.
select distinct e.shop, e.disclosure
  from outcome_early e
 where not exists (
     select from held h where h.shop = e.shop and h.leaf::jsonb #>> '{entry,id}' = e.disclosure);

-- name: shops
-- All shops that have a log.
select distinct shop from head;

-- name: unsigned
-- For each shop with entries that no checkpoint covers, or that a frozen log holds back: the time (Unix ms) of the first.
select shop, min(at)
  from (
      select h.shop, (l.leaf::jsonb #>> '{entry,at}')::bigint as at
        from head h
        join leaf l on l.shop = h.shop and l.volume = h.volume
         and l.index = (
             select coalesce(max(c.size), 0) from checkpoint c where c.shop = h.shop and c.volume = h.volume)
       where h.volume = (select max(n.volume) from head n where n.shop = h.shop)
      union all
      select shop, min((leaf::jsonb #>> '{entry,at}')::bigint) from held group by shop
  ) first
 where at is not null
 group by shop;
