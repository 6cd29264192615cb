-- Queries about rows whose day key is destroyed, by name. A role sees only the keys of its own service.

-- name: expired
-- Read and hold open rows that nobody can open any more and nobody is being called for; a body that is not sealed is open
-- to everybody.
select id, shop, recipient, instance, attempt
  from outbox o
 where state <> 'closed' and (state = 'pending' or holder is null or next_at <= now())
   and get_byte(body, 0) = 1
   and not exists (select from eraser.day_key k where k.id = substring(o.body from 2 for 16))
 order by sequence
 limit %(most)s
   for update skip locked;

-- name: close_expired
-- In one statement: close the row, drop its payload, write the outcome.
with closed as (
    update outbox
       set state = 'closed', body = null, holder = null
     where id = %(id)s and state <> 'closed'
 returning id, attempt, partition, trace
)
insert into outcome (id, attempt, partition, trace, value, sent)
select id, attempt, partition, trace, %(value)s, %(quiet)s from closed
on conflict do nothing;
