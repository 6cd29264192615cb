-- Every query of the ledger, by name.

-- name: lock_stream
-- The numbering of one partition, held until the transaction ends.
select name, next_seq, position from stream where partition = %(partition)s for update

-- name: set_stream
-- Remember how far a partition's numbering is stored.
insert into stream (partition, name, next_seq, position)
values (%(partition)s, %(name)s, %(next_seq)s, %(position)s)
on conflict (partition) do update set next_seq = excluded.next_seq, position = excluded.position

-- name: stored_leaves
-- Leaves by number, to compare repeats with.
select seq, leaf from leaf where stream = %(stream)s and seq = any(%(seqs)s)

-- name: add_people
-- Give each person a number at first sight, in the order of reference.
insert into person (shop, reference, number)
select * from unnest(%(shops)s::text[], %(references)s::text[], %(numbers)s::text[]) as n (shop, reference, number)
order by shop, reference
on conflict (shop, reference) do nothing

-- name: people
-- The numbers of people by reference.
select shop, reference, number from person
where (shop, reference) in (select * from unnest(%(shops)s::text[], %(references)s::text[]))

-- name: add_heads
-- Begin the logs of shops at first sight, in the order of the shop's id.
insert into head (shop) select shop from unnest(%(shops)s::text[]) as n (shop) order by shop
on conflict (shop) do nothing

-- name: lock_heads
-- The right edges of these logs, held until the transaction ends, locked in the order of the shop's id.
select shop, size, frontier, outcomes, disclosed, closed from head where shop = any(%(shops)s) order by shop for update

-- name: set_head
-- Move the right edge of a log.
update head set size = %(size)s, frontier = %(frontier)s, outcomes = %(outcomes)s,
    disclosed = %(disclosed)s, closed = %(closed)s
where shop = %(shop)s

-- name: add_leaves
-- Append leaves, row by row over the wire.
copy leaf (shop, index, stream, seq, leaf) from stdin

-- name: known_outcomes
-- Which of these ids are disclosed, and their outcomes in the log.
select disclosure, kind, coalesce((leaf::jsonb #>> '{entry,attempt}')::integer, 0), coalesce(outcome, '')
from leaf where shop = %(shop)s and disclosure = any(%(ids)s) and kind in ('disclosed', 'outcome')

-- name: early_outcomes
-- Outcomes that wait for these ids, in the order of their attempts, an open one before a final one.
select body from outcome_early where shop = %(shop)s and disclosure = any(%(ids)s)
order by disclosure, attempt, outcome <> 'unknown', outcome

-- name: drop_early
-- Forget early outcomes that are in the log, or refused, now.
delete from outcome_early where shop = %(shop)s and disclosure = any(%(ids)s)

-- name: keep_early
-- Keep an outcome until its disclosure comes.
insert into outcome_early (shop, disclosure, attempt, outcome, body)
values (%(shop)s, %(id)s, %(attempt)s, %(outcome)s, %(body)s) on conflict do nothing

-- name: keep_refused
-- Keep a second final outcome for an officer; a row comes back when it is the first time.
insert into outcome_refused (shop, disclosure, attempt, outcome, body)
values (%(shop)s, %(id)s, %(attempt)s, %(outcome)s, %(body)s) on conflict do nothing returning disclosure

-- name: head
-- The right edge of one log.
select size, frontier, outcomes from head where shop = %(shop)s

-- name: streams
-- The next number of every partition's stream.
select name, next_seq from stream

-- name: last_checkpoint
-- The last signed checkpoint of one log.
select size, frontier, note from checkpoint where shop = %(shop)s order by size desc limit 1

-- name: add_checkpoint
-- Keep a signed checkpoint.
insert into checkpoint (shop, size, frontier, note) values (%(shop)s, %(size)s, %(frontier)s, %(note)s)

-- name: leaves
-- A slice of one log, in order.
select index, leaf from leaf where shop = %(shop)s and index >= %(first)s and index < %(end)s
order by index limit %(limit)s

-- name: entries
-- Leaves that name an order, person, recipient or kind; outcomes are found by their disclosure.
select l.index, l.leaf from leaf l
where l.shop = %(shop)s and l.index > %(after)s
    and (%(kind)s::text is null or l.kind = %(kind)s)
    and (%(recipient)s::text is null or l.recipient = %(recipient)s)
    and (%(order)s::text is null or l."order" = %(order)s or (l.kind = 'outcome' and l.disclosure = any(array(
        select d.disclosure from leaf d where d.shop = %(shop)s and d."order" = %(order)s and d.kind = 'disclosed'))))
    and (%(person)s::text is null or l.person = %(person)s or l.also ? %(person)s or (l.kind = 'outcome' and l.disclosure = any(array(
        select d.disclosure from leaf d where d.shop = %(shop)s and d.kind = 'disclosed'
            and (d.person = %(person)s or d.also ? %(person)s)))))
order by l.index limit %(limit)s

-- name: person
-- The number of one person.
select number from person where shop = %(shop)s and reference = %(reference)s

-- name: positions
-- How far each partition is stored, as a position in shop.events.
select partition, position from stream order by partition

-- name: counts
-- Disclosures, outcomes, and disclosures without a final outcome.
select coalesce(sum(disclosed), 0)::bigint, coalesce(sum(outcomes), 0)::bigint,
    coalesce(sum(disclosed - closed), 0)::bigint
from head

-- name: tallies
-- For each shop and recipient: disclosed, withheld, what still waits, and disclosures without a final outcome. An event
-- that waited as a whole (`*`) waits no more once any recipient of it has an entry.
select l.shop, l.recipient,
    count(*) filter (where l.kind = 'disclosed'),
    count(*) filter (where l.kind = 'withheld'),
    count(distinct l.disclosure) filter (where l.kind = 'waiting' and not exists (
        select from leaf d where d.shop = l.shop and d.disclosure = l.disclosure and d.kind in ('disclosed', 'withheld'))
        and not (l.recipient = '*' and exists (
            select from leaf d where d.shop = l.shop and d."order" = l."order" and d.index > l.index
            and d.recipient <> '*' and d.leaf::jsonb #> '{entry,event}' = l.leaf::jsonb #> '{entry,event}'))),
    count(*) filter (where l.kind = 'disclosed' and not exists (
        select from leaf o where o.shop = l.shop and o.disclosure = l.disclosure
            and o.outcome in ('given', 'withdrawn', 'failed')))
from leaf l where l.kind in ('disclosed', 'withheld', 'waiting')
group by l.shop, l.recipient order by l.shop, l.recipient

-- name: fields
-- For each shop and recipient: the names of fields that were ever given.
select distinct l.shop, l.recipient, f.name
from leaf l cross join lateral jsonb_array_elements_text(l.leaf::jsonb #> '{entry,fields}') as f (name)
where l.kind = 'disclosed' order by l.shop, l.recipient, f.name

-- name: flows
-- What has left one shop since a moment (ms): recipient, country, purpose, clause, field, how often, first and last time.
select l.recipient, l.leaf::jsonb #>> '{entry,country}', l.leaf::jsonb #>> '{entry,purpose}',
    l.leaf::jsonb #>> '{entry,clause}', f.field, count(*),
    min((l.leaf::jsonb #>> '{entry,at}')::bigint), max((l.leaf::jsonb #>> '{entry,at}')::bigint)
from leaf l cross join lateral jsonb_array_elements_text(l.leaf::jsonb #> '{entry,fields}') as f (field)
where l.shop = %(shop)s and l.kind = 'disclosed' and (l.leaf::jsonb #>> '{entry,at}')::bigint >= %(since)s
group by 1, 2, 3, 4, 5 order by 1, 3, 5, 4, 2
