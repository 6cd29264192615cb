-- name: insert
-- Take a message over, if its disclosure is new (a repeat changes nothing).
insert into outbox (id, shop, recipient, instance, person, purpose, trace, partition, position, body, thread, act,
                    decided)
values (%(id)s, %(shop)s, %(recipient)s, %(instance)s, %(person)s, %(purpose)s, %(trace)s, %(partition)s, %(position)s,
        %(body)s, %(thread)s, %(act)s, %(decided)s)
on conflict (id) do nothing;

-- name: earlier
-- Read and hold what there is of an order for one party and person, closed rows too. A row that is being claimed is
-- waited for, and found attempted.
select id, thread, act, state, attempt
  from outbox
 where thread <> '' and split_part(thread, '/', 1) = %(order)s and shop = %(shop)s and recipient = %(recipient)s
   and instance = %(instance)s and person = %(person)s and id <> %(id)s
 order by sequence
   for update;

-- name: withdraw
-- In one statement: close a row that nobody was ever called for, drop its payload, write the outcome.
with closed as (
    update outbox
       set state = 'closed', body = null
     where id = %(id)s and state = 'pending' and attempt = 0
 returning id, attempt, partition, trace
)
insert into outcome (id, attempt, partition, trace, value, sent)
select id, attempt, partition, trace, %(value)s, %(quiet)s from closed;

-- name: park
-- Keep the place of a record that cannot be read, and the reason; never the record.
insert into parked (topic, partition, position, reason)
values (%(topic)s, %(partition)s, %(position)s, %(reason)s)
on conflict do nothing;

-- name: open_lanes
-- Name the lanes that have something to do.
select distinct shop, recipient, instance from outbox where state <> 'closed';

-- name: take_back
-- After a start: what this slot held when it died may be sent again at once.
update outbox set holder = null, next_at = now() where holder = %(slot)s and state = 'attempted';

-- name: claim
-- Mark as attempted, before any call, the oldest open row of each person that is due; nobody else gets it meanwhile.
with head as (
    select h.id
      from outbox h
     where h.shop = %(shop)s and h.recipient = %(recipient)s and h.instance = %(instance)s
       and h.state <> 'closed' and h.next_at <= now()
       and not exists (
           select from outbox e
            where e.shop = h.shop and e.recipient = h.recipient and e.instance = h.instance and e.person = h.person
              and e.state <> 'closed' and e.sequence < h.sequence)
     order by h.sequence
     limit %(limit)s
       for update of h skip locked
), taken as (
    update outbox o
       set state = 'attempted', attempt = o.attempt + 1, holder = %(slot)s,
           next_at = now() + make_interval(secs => %(lease)s)
      from head
     where o.id = head.id
 returning o.id, o.sequence, o.attempt, o.partition, o.trace, o.purpose, o.body, o.decided
)
select id, attempt, partition, trace, purpose, body, decided from taken order by sequence;

-- name: next_due
-- Tell in how many seconds the next row of the lane is due (asked in the transaction of `claim`: the same now).
select extract(epoch from min(next_at) - now())::float8
  from outbox
 where shop = %(shop)s and recipient = %(recipient)s and instance = %(instance)s
   and state <> 'closed' and next_at > now();

-- name: oldest
-- Tell for each party since when (Unix ms) its oldest open row waits.
select shop, recipient, min(decided) from outbox where state <> 'closed' and decided > 0 group by shop, recipient;

-- name: give_back
-- Undo a claim that was followed by no call.
update outbox
   set attempt = attempt - 1, holder = null, next_at = now(),
       state = case when attempt = 1 then 'pending' else 'attempted' end
 where id = %(id)s and attempt = %(attempt)s and state = 'attempted' and holder = %(slot)s;

-- name: postpone
-- Try again later.
update outbox
   set holder = null, next_at = now() + make_interval(secs => %(pause)s)
 where id = %(id)s and attempt = %(attempt)s and state = 'attempted' and holder = %(slot)s;

-- name: close
-- In one statement: close the row, drop its payload, write the outcome.
with closed as (
    update outbox
       set state = 'closed', body = null, holder = null
     where id = %(id)s and attempt = %(attempt)s and state = 'attempted' and holder = %(slot)s
 returning id, attempt, partition, trace
)
insert into outcome (id, attempt, partition, trace, value, sent)
select id, attempt, partition, trace, %(value)s, %(quiet)s from closed
on conflict do nothing;

-- name: unsent
-- Read outcomes that were not sent yet, oldest first, each with the thread of its row.
select o.id, o.attempt, o.partition, o.trace, o.value, r.thread
  from outcome o
  join outbox r on r.id = o.id
 where not o.sent
 order by o.sequence
 limit %(limit)s;

-- name: mark_sent
-- The broker has them.
update outcome set sent = true where id = any(%(ids)s) and not sent;
