-- The ledger's tables. Leaves and checkpoints are append-only: by grant, and by triggers that no grant lifts.

create table stream (
    partition integer primary key,
    name text not null unique,
    next_seq bigint not null check (next_seq >= 0),
    position bigint not null
);
comment on table stream is 'How far the numbering of each partition of `disclosures` is stored; position is an offset in shop.events.';

create table head (
    shop text primary key,
    size bigint not null default 0 check (size >= 0),
    frontier bytea[] not null default '{}',
    outcomes bigint not null default 0,
    disclosed bigint not null default 0,
    closed bigint not null default 0
);
comment on table head is 'The right edge of each shop''s tree, the next number of its outcomes, and counts of hand-overs.';

create table person (
    shop text not null,
    reference text not null,
    number text not null,
    primary key (shop, reference),
    unique (shop, number)
);
comment on table person is 'The random number that names a person in leaves; once its row is destroyed nothing resolves it.';

-- What is searched for is taken from the leaf by the database itself, so that index and evidence cannot differ.
create table leaf (
    shop text not null references head (shop),
    index bigint not null check (index >= 0),
    stream text not null,
    seq bigint not null check (seq >= 0),
    leaf text not null,
    kind text not null generated always as (leaf::jsonb #>> '{entry,kind}') stored,
    disclosure text generated always as (leaf::jsonb #>> '{entry,id}') stored,
    person text generated always as (leaf::jsonb #>> '{entry,person}') stored,
    "order" text generated always as (leaf::jsonb #>> '{entry,order}') stored,
    recipient text generated always as (leaf::jsonb #>> '{entry,recipient}') stored,
    outcome text generated always as (leaf::jsonb #>> '{entry,outcome}') stored,
    primary key (shop, index),
    unique (stream, seq)
);
create unique index leaf_final on leaf (shop, disclosure) where outcome in ('given', 'withdrawn', 'failed');
create index leaf_disclosure on leaf (shop, disclosure);
create index leaf_person on leaf (shop, person, index);
create index leaf_order on leaf (shop, "order", index);

create table checkpoint (
    shop text not null references head (shop),
    size bigint not null check (size > 0),
    frontier bytea[] not null,
    note text not null,
    made timestamptz not null default now(),
    primary key (shop, size)
);

create table outcome_early (
    shop text not null,
    disclosure text not null,
    attempt integer not null,
    outcome text not null,
    body bytea not null,
    primary key (shop, disclosure, attempt, outcome)
);
comment on table outcome_early is 'Outcomes whose disclosure has not come yet.';

create table outcome_refused (like outcome_early including all);
comment on table outcome_refused is 'A second final outcome of one disclosure: evidence of a fault, for an officer.';

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger leaf_append_only before update or delete or truncate on leaf
    for each statement execute function refuse_change();
create trigger checkpoint_append_only before update or delete or truncate on checkpoint
    for each statement execute function refuse_change();
create trigger refused_append_only before update or delete or truncate on outcome_refused
    for each statement execute function refuse_change();

grant usage on schema {{schema}} to {{role}};
grant select, insert on leaf, checkpoint, person, outcome_refused to {{role}};
grant select, insert, delete on outcome_early to {{role}};
grant select, insert on stream, head to {{role}};
grant update (next_seq, position) on stream to {{role}};
grant update (size, frontier, outcomes, disclosed, closed) on head to {{role}};
