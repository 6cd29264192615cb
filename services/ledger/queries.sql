-- Every query of the ledger, by name. Long lists of texts go as bytes (`b`): as text each would be searched for what is
-- to be escaped, which costs ten times as much.

-- name: lock_stream
-- The numbering of one partition, held until the transaction ends.
select name, next_seq, position from stream where partition = %(partition)s for update

-- name: set_stream
-- Remember how far a partition's numbering is stored.
insert into stream (partition, name, next_seq, position)
values (%(partition)s, %(name)s, %(next_seq)s, %(position)s)
on conflict (partition) do update set next_seq = excluded.next_seq, position = excluded.position

-- name: stored_leaves
-- Leaves by number, to compare repeats with; those that are held are as good as stored.
select seq, leaf from leaf where stream = %(stream)s and seq = any(%(seqs)s)
union all select seq, leaf from held where stream = %(stream)s and seq = any(%(seqs)s)

-- name: add_people
-- Give each person a number at first sight, in the order of reference.
insert into person (shop, reference, number, salt)
select * from unnest(%(shops)s::text[], %(references)s::text[], %(numbers)s::text[], %(salts)s::text[])
    as n (shop, reference, number, salt)
order by shop, reference
on conflict (shop, reference) do nothing

-- name: people
-- The numbers of people by reference, with the salts that bind them.
select shop, reference, number, coalesce(salt, '') from person
where (shop, reference) in (select * from unnest(%(shops)s::text[], %(references)s::text[]))

-- name: add_heads
-- Begin the logs of shops at first sight, in the order of the shop's id.
insert into head (shop) select shop from unnest(%(shops)s::text[]) as n (shop) order by shop
on conflict (shop, volume) do nothing

-- name: lock_heads
-- Hold these shops' logs until the transaction ends, in the order of the shop's id: the first volume stands for all.
select shop from head where shop = any(%(shops)s) and volume = 1 order by shop for update

-- name: open_heads
-- The right edge of the last volume of each log; to be asked for once the logs are held.
select distinct on (shop) shop, volume, size, frontier, outcomes, disclosed, closed, looks, coalesce(frozen, '')
from head where shop = any(%(shops)s) order by shop, volume desc

-- name: set_head
-- Move the right edge of a log.
update head set size = %(size)s, frontier = %(frontier)s, outcomes = %(outcomes)s,
    disclosed = %(disclosed)s, closed = %(closed)s, looks = %(looks)s
where shop = %(shop)s and volume = %(volume)s

-- name: add_leaves
-- Append leaves, row by row over the wire.
copy leaf (shop, volume, index, stream, seq, leaf, kind, disclosure, person, "order", recipient, outcome, at, also) from stdin

-- name: hold
-- Keep an entry of a shop whose log is frozen.
insert into held (shop, stream, seq, leaf) values (%(shop)s, %(stream)s, %(seq)s, %(leaf)s)

-- name: held
-- What is held of one shop, in the order in which it came.
select leaf from held where shop = %(shop)s order by place

-- name: drop_held
-- Forget what was held of one shop: it is in its log now.
delete from held where shop = %(shop)s

-- name: known_outcomes
-- Which of these ids are disclosed, and their outcomes in the log.
select disclosure, kind, case when kind = 'outcome' then (leaf::jsonb #>> '{entry,attempt}')::integer else 0 end,
    coalesce(outcome, '')
from leaf where shop = %(shop)s and disclosure = any(%(ids)b) and kind in ('disclosed', 'outcome')

-- name: early_outcomes
-- Outcomes that wait for these ids, in the order of their attempts, an open one before a final one.
select body from outcome_early where shop = %(shop)s and disclosure = any(%(ids)b)
order by disclosure, attempt, outcome <> 'unknown', outcome

-- name: all_early_outcomes
-- Every outcome of one shop that waits, in the same order.
select body from outcome_early where shop = %(shop)s order by disclosure, attempt, outcome <> 'unknown', outcome

-- name: drop_early
-- Forget early outcomes that are in the log, or refused, now.
delete from outcome_early where shop = %(shop)s and disclosure = any(%(ids)b)

-- name: drop_all_early
-- Forget every early outcome of one shop, before those that are still early are kept again.
delete from outcome_early where shop = %(shop)s

-- name: keep_early
-- Keep an outcome until its disclosure comes.
insert into outcome_early (shop, disclosure, attempt, outcome, body)
values (%(shop)s, %(id)s, %(attempt)s, %(outcome)s, %(body)s) on conflict do nothing

-- name: keep_refused
-- Keep a second final outcome for an officer; a row comes back when it is the first time.
insert into outcome_refused (shop, disclosure, attempt, outcome, body)
values (%(shop)s, %(id)s, %(attempt)s, %(outcome)s, %(body)s) on conflict do nothing returning disclosure

-- name: head
-- The right edge of the last volume of one log, or of the one asked for.
select volume, size, frontier, outcomes, base, coalesce(frozen, ''), looks from head
where shop = %(shop)s and (%(volume)s::integer is null or volume = %(volume)s) order by volume desc limit 1

-- name: freeze
-- Stop a volume for good; the first reason stays, and only with it a row comes back.
update head set frozen = %(reason)s where shop = %(shop)s and volume = %(volume)s and frozen is null returning shop

-- name: begin_volume
-- Begin the next volume of a log.
insert into head (shop, volume, base, outcomes, looks)
values (%(shop)s, %(volume)s, %(base)s, %(outcomes)s, %(looks)s)

-- name: last_numbers
-- The next number of each stream, as far as one shop's leaves tell, those that were pruned too.
select stream, max(seq) + 1 from (select stream, seq from leaf where shop = %(shop)s
    union all select stream, seq from pruned where shop = %(shop)s) as numbers group by stream order by stream

-- name: logs
-- Every volume of every log: its shop, number, size, what of it is signed, and why it is frozen.
select h.shop, h.volume, h.size, coalesce((select max(c.size) from checkpoint c
    where c.shop = h.shop and c.volume = h.volume), 0), coalesce(h.frozen, '')
from head h order by h.shop, h.volume

-- name: streams
-- The next number of every partition's stream.
select name, next_seq from stream

-- name: last_checkpoint
-- The last signed checkpoint of one volume.
select size, frontier, note from checkpoint where shop = %(shop)s and volume = %(volume)s order by size desc limit 1

-- name: add_checkpoint
-- Keep a signed checkpoint; no row comes back if somebody has kept one of that size.
insert into checkpoint (shop, volume, size, frontier, note)
values (%(shop)s, %(volume)s, %(size)s, %(frontier)s, %(note)s) on conflict do nothing returning size

-- name: checkpoint
-- The smallest signed checkpoint between two sizes, of those with witnesses if there is one. Two looks into an index: a
-- log has a checkpoint for each second in which it grew.
select c.size, c.note, array(select s.line from cosignature s
    where (s.shop, s.volume, s.size) = (c.shop, c.volume, c.size) order by s.witness, s.line)
from checkpoint c where c.shop = %(shop)s and c.volume = %(volume)s and c.size = coalesce(
    (select s.size from cosignature s where s.shop = %(shop)s and s.volume = %(volume)s
        and s.size between %(least)s and %(most)s order by s.size limit 1),
    (select k.size from checkpoint k where k.shop = %(shop)s and k.volume = %(volume)s
        and k.size between %(least)s and %(most)s order by k.size limit 1))

-- name: add_cosignature
-- Keep what a witness said of a checkpoint.
insert into cosignature (shop, volume, size, witness, line)
values (%(shop)s, %(volume)s, %(size)s, %(witness)s, %(line)s) on conflict do nothing

-- name: add_tile
-- Keep a full tile; another process that signs the same log may have kept it.
insert into tile (shop, volume, level, number, root, hashes)
values (%(shop)s, %(volume)s, %(level)s, %(number)s, %(root)s, %(hashes)s) on conflict do nothing

-- name: tiles
-- Full tiles by place.
select level, number, hashes from tile where shop = %(shop)s and volume = %(volume)s
    and (level, number) in (select * from unnest(%(levels)s::integer[], %(numbers)s::bigint[]))

-- name: tile_row
-- Full tiles of the lowest level, in order.
select number, hashes from tile where shop = %(shop)s and volume = %(volume)s and level = 0
    and number >= %(first)s and number < %(end)s order by number

-- name: roots
-- The roots of full tiles side by side: what the tile above them holds.
select root from tile where shop = %(shop)s and volume = %(volume)s and level = %(level)s
    and number >= %(first)s and number < %(end)s order by number

-- name: leaves
-- A slice of one volume, in order.
select index, leaf from leaf where shop = %(shop)s and volume = %(volume)s and index >= %(first)s and index < %(end)s
order by index limit %(limit)s

-- name: whole_leaves
-- A slice of one volume with all that is searched for.
select index, leaf, kind, disclosure, person, "order", recipient, outcome, at, also from leaf
where shop = %(shop)s and volume = %(volume)s and index >= %(first)s and index < %(end)s
order by index limit %(limit)s

-- name: gone
-- Hashes and stubs of a slice of one volume, for leaves whose text is not there any more.
select p.index, p.hash, p.stub from pruned p where p.shop = %(shop)s and p.volume = %(volume)s
    and p.index >= %(first)s and p.index < %(end)s
    and not exists (select from leaf l where (l.shop, l.volume, l.index) = (p.shop, p.volume, p.index))
order by p.index

-- name: stubs
-- Stubs of a slice of one volume, whether or not the text has been taken out yet.
select index, stub from pruned where shop = %(shop)s and volume = %(volume)s
    and index >= %(first)s and index < %(end)s order by index

-- name: old_leaves
-- A slice of one volume: what was decided before a moment (ms), can end, and is not pruned yet.
select l.index, l.leaf from leaf l where l.shop = %(shop)s and l.volume = %(volume)s
    and l.index >= %(first)s and l.index < %(end)s and l.kind <> all(%(kept)s)
    and (l.leaf::jsonb #>> '{entry,at}')::bigint < %(before)s
    and not exists (select from pruned p where (p.shop, p.volume, p.index) = (l.shop, l.volume, l.index))
order by l.index limit %(limit)s

-- name: outcomes_of
-- The outcomes of some disclosures, with their places.
select index, leaf from leaf where shop = %(shop)s and volume = %(volume)s and kind = 'outcome'
    and disclosure = any(%(ids)s) order by index

-- name: last_by_documents
-- The moment (ms) of the last disclosure by the same contract documents: the same person, order and party.
select coalesce(max((leaf::jsonb #>> '{entry,at}')::bigint), 0) from leaf
where shop = %(shop)s and person = %(person)s and "order" = %(order)s and recipient = %(recipient)s
    and kind = 'disclosed' and leaf::jsonb #>> '{entry,instance}' = %(instance)s

-- name: served_still
-- Which of these people have a disclosure that is not pruned: what they chose is kept as its evidence.
select distinct n.number from unnest(%(people)s::text[]) as n (number) where exists (
    select from leaf l where l.shop = %(shop)s and l.person = n.number and l.kind = 'disclosed' and not exists (
        select from pruned p where (p.shop, p.volume, p.index) = (l.shop, l.volume, l.index)))

-- name: next_act
-- The number of the next pruning of one shop's log.
select coalesce(max(seq) + 1, 0) from leaf where stream = %(stream)s

-- name: add_stub
-- Let a stub stand for a leaf from now on.
insert into pruned (shop, volume, index, act, stream, seq, hash, until, stub)
values (%(shop)s, %(volume)s, %(index)s, %(act)s, %(stream)s, %(seq)s, %(digest)s, %(until)s, %(line)s)

-- name: find_leaf
-- Where the entry of a disclosure stands: its own leaf, or its last outcome.
select volume, index from leaf where shop = %(shop)s and disclosure = %(disclosure)s and kind = %(kind)s
order by volume desc, index desc limit 1

-- name: entries
-- Leaves that name an order, person, recipient or kind; outcomes are found by their disclosure.
select h.base + l.index, l.volume, l.index, l.leaf from leaf l join head h using (shop, volume)
where l.shop = %(shop)s and h.base + l.index > %(after)s
    and (%(kind)s::text is null or l.kind = %(kind)s)
    and (%(recipient)s::text is null or l.recipient = %(recipient)s)
    and (%(order)s::text is null or l."order" = %(order)s or (l.kind = 'outcome' and l.disclosure = any(array(
        select d.disclosure from leaf d where d.shop = %(shop)s and d."order" = %(order)s and d.kind = 'disclosed'))))
    and (%(person)s::text is null or l.person = %(person)s or l.also ? %(person)s or (l.kind = 'outcome' and l.disclosure = any(array(
        select d.disclosure from leaf d where d.shop = %(shop)s and d.kind = 'disclosed'
            and (d.person = %(person)s or d.also ? %(person)s)))))
order by l.volume, l.index limit %(limit)s

-- name: numbered
-- Which numbers are somebody's.
select shop, number from person where (shop, number) in (select * from unnest(%(shops)s::text[], %(numbers)s::text[]))

-- name: person
-- The number of one person, with the salt that binds it.
select number, coalesce(salt, '') from person where shop = %(shop)s and reference = %(reference)s

-- name: positions
-- How far each partition is stored, as a position in shop.events.
select partition, position from stream order by partition

-- name: counts
-- Disclosures, outcomes, and disclosures without a final outcome.
select coalesce(sum(disclosed), 0)::bigint, coalesce(sum(outcomes), 0)::bigint, coalesce(sum(open), 0)::bigint
from (select sum(disclosed) as disclosed, max(outcomes) as outcomes, sum(disclosed - closed) as open
    from head group by shop) as logs

-- name: tallies
-- For each shop and recipient: disclosed, withheld, what still waits, and disclosures without a final outcome. An event
-- that waited as a whole (`*`) waits no more once any recipient of it has an entry.
select l.shop, l.recipient,
    count(*) filter (where l.kind = 'disclosed'),
    count(*) filter (where l.kind = 'withheld'),
    count(distinct l.disclosure) filter (where l.kind = 'waiting' and not exists (
        select from leaf d where d.shop = l.shop and d.disclosure = l.disclosure and d.kind in ('disclosed', 'withheld'))
        and not (l.recipient = '*' and exists (
            select from leaf d where d.shop = l.shop and d."order" = l."order" and (d.volume, d.index) > (l.volume, l.index)
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

-- name: held_count
-- How many entries lie beside the frozen log of one shop.
select count(*) from held where shop = %(shop)s

-- name: of_people
-- The leaves that name a person, by any of that person's names: where an answer about people begins.
with chosen as materialized (
    select * from leaf where shop = %(shop)s and (person = any(%(people)s::text[]) or also ?| %(people)s::text[]))

-- name: of_order
-- The leaves of one order: where an answer about an order begins.
with chosen as materialized (select * from leaf where shop = %(shop)s and "order" = %(order)s)

-- name: of_log
-- All leaves between two places: where an answer begins that names nobody. A text that the entry must hold is looked
-- for in the leaf as it is, before anything is taken out of it.
with chosen as (
    select * from leaf where shop = %(shop)s
        and (volume, index) > (%(after_volume)s::integer, %(after_index)s::bigint)
        and (volume, index) < (%(volume)s::integer, %(size)s::bigint)
        and (%(instance)s::text is null or strpos(leaf, trim(both '"' from to_json(%(instance)s::text)::text)) > 0)
        and (%(field)s::text is null or strpos(leaf, %(field)s) > 0)
        and (%(purpose)s::text is null or strpos(leaf, %(purpose)s) > 0)
        and (%(case)s::text is null or strpos(leaf, trim(both '"' from to_json(%(case)s::text)::text)) > 0))

-- name: answer
-- What of the chosen leaves a question asks for, between two places of a log, in order; with the last outcome of a
-- disclosure (a final one before an open one), and what came of a wait. An event that waited as a whole (`*`) waits no
-- more once any recipient of it has an entry. (Places are compared so that no index of places is taken for a shorter way.)
select l.volume, l.index, l.leaf, l.kind, l.at,
    coalesce(o.outcome, ''), coalesce(o.attempt, 0), coalesce(o.at, 0), coalesce(o.reason, ''),
    coalesce(s.kind, ''), coalesce(s.at, 0)
from chosen l
left join lateral (
    select o.outcome, (o.leaf::jsonb #>> '{entry,attempt}')::integer as attempt, o.at,
        o.leaf::jsonb #>> '{entry,reason}' as reason
    from leaf o where l.kind = 'disclosed' and o.shop = l.shop and o.disclosure = l.disclosure and o.kind = 'outcome'
        and (o.volume < %(volume)s or o.volume = %(volume)s and o.index < %(size)s)
    order by o.outcome = 'unknown', o.volume desc, o.index desc limit 1) o on true
left join lateral (
    select d.kind, d.at from leaf d
    where l.kind = 'waiting' and d.shop = l.shop and d.kind in ('disclosed', 'withheld')
        and (d.disclosure = l.disclosure or (l.recipient = '*' and d."order" = l."order"
            and (d.volume > l.volume or d.volume = l.volume and d.index > l.index)
            and d.leaf::jsonb #> '{entry,event}' = l.leaf::jsonb #> '{entry,event}'))
        and (d.volume < %(volume)s or d.volume = %(volume)s and d.index < %(size)s)
    order by d.volume, d.index limit 1) s on true
where (l.volume > %(after_volume)s or l.volume = %(after_volume)s and l.index > %(after_index)s)
    and (l.volume < %(volume)s or l.volume = %(volume)s and l.index < %(size)s)
    and l.kind = any(%(kinds)s::text[])
    and (%(people)s::text[] is null or l.person = any(%(people)s) or l.also ?| %(people)s)
    and (%(order)s::text is null or l."order" = %(order)s)
    and (%(recipient)s::text is null or l.recipient = %(recipient)s)
    and (%(since)s::bigint is null or l.at >= %(since)s) and (%(until)s::bigint is null or l.at < %(until)s)
    and (%(instance)s::text is null or l.leaf::jsonb #>> '{entry,instance}' = %(instance)s)
    and (%(field)s::text is null or exists (
        select from jsonb_array_elements_text(l.leaf::jsonb #> '{entry,fields}') as f (name)
        where split_part(f.name, '#', 1) = %(field)s))
    and (%(purpose)s::text is null or l.leaf::jsonb #>> '{entry,purpose}' = %(purpose)s)
    and (%(pack)s::text is null or split_part(l.leaf::jsonb #>> '{entry,pack}', ':', 1) = %(pack)s
        or split_part(l.leaf::jsonb #>> '{entry,collected}', ':', 1) = %(pack)s)
    and (%(case)s::text is null or l.leaf::jsonb #>> '{entry,event}' = %(case)s
        or l.leaf::jsonb #>> '{entry,evidence}' = %(case)s)
order by l.volume, l.index limit %(limit)s

-- name: concerned
-- Of each person whose data one recipient got before a moment, and not surely gone before another: which fields, in how
-- many disclosures, whether they arrived (4 given, 3 perhaps, 2 not yet, 1 never), when, in how many as the person who
-- acts, where, and the row that resolves the number, as long as there is one.
with hit as (
    select l.disclosure, l.person, l.also, l.at, l.leaf::jsonb #> '{entry,fields}' as fields,
        l.leaf::jsonb #>> '{entry,country}' as country,
        case when o.outcome is null then 2 when o.outcome = 'given' then 4 when o.outcome = 'unknown' or o.attempt > 0
            then 3 else 1 end as seen
    from leaf l left join lateral (
        select o.outcome, (o.leaf::jsonb #>> '{entry,attempt}')::integer as attempt, o.at
        from leaf o where o.shop = l.shop and o.disclosure = l.disclosure and o.kind = 'outcome'
            and (o.volume < %(volume)s or o.volume = %(volume)s and o.index < %(size)s)
        order by o.outcome = 'unknown', o.volume desc, o.index desc limit 1) o on true
    where l.shop = %(shop)s and l.kind = 'disclosed' and l.recipient = %(recipient)s and l.at < %(until)s
        and (l.volume < %(volume)s or l.volume = %(volume)s and l.index < %(size)s)
        and (%(since)s::bigint is null or o.outcome is null or o.outcome = 'unknown' or o.at >= %(since)s)
        and (%(instance)s::text is null or l.leaf::jsonb #>> '{entry,instance}' = %(instance)s)
), whose as (
    select h.person as number, true as own, h.disclosure, h.at, h.fields, h.country, h.seen from hit h
    union all
    select a.number, false, h.disclosure, h.at, h.fields, h.country, h.seen
    from hit h cross join lateral jsonb_array_elements_text(h.also) as a (number) where h.also is not null
), found as (
    select w.number, count(distinct w.disclosure) as disclosures,
        count(distinct w.disclosure) filter (where w.own) as own,
        coalesce(array_agg(distinct f.name) filter (where f.name is not null), '{}') as fields,
        max(w.seen) as seen, min(w.at) as first, max(w.at) as last, array_agg(distinct w.country) as countries
    from whose w left join lateral jsonb_array_elements_text(w.fields) as f (name) on true
    group by w.number
)
select f.number, coalesce(p.reference, ''), coalesce(p.salt, ''), f.disclosures, f.fields, f.seen, f.first, f.last,
    f.own, f.countries
from found f left join person p on p.shop = %(shop)s and p.number = f.number order by f.number
