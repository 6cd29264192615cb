-- Every query of the eraser, by name.

-- name: forget_ended
-- Destroy the rows of people none of whose records is younger than its term, some at a time; how many went.
select ledger.forget_ended(%(most)s)

-- name: wipe_people
-- Write the table anew, so that no page keeps what was deleted.
vacuum (full) ledger.person

-- name: destroy_keys
-- Destroy the day keys whose time is over; how many of which shop and service went.
with gone as (delete from eraser.day_key where made <= now() - make_interval(days => %(days)s) returning shop, service)
select shop, service, count(*) from gone group by shop, service order by shop, service

-- name: wipe_keys
-- Write the table anew, so that no page keeps what was deleted.
vacuum (full) eraser.day_key
