-- The outbox of one partner service: what is to be handed over, what became of it, and what could not be read.

create table outbox (
    id         text primary key,
    sequence   bigint generated always as identity,
    shop       text not null,
    recipient  text not null,
    instance   text not null,
    person     text not null,
    purpose    text not null,
    trace      text not null,
    partition  integer not null,
    position   bigint not null,
    body       bytea,
    state      text not null default 'pending' check (state in ('pending', 'attempted', 'closed')),
    attempt    integer not null default 0,
    holder     integer,
    next_at    timestamptz not null default now(),
    -- P13: a closed row keeps its id, so that a repeat is known, and nothing of the person.
    check ((state = 'closed') = (body is null)),
    check ((state = 'pending') = (attempt = 0) or state = 'closed')
);

-- P13: the planner's statistics are samples of values, and would keep bodies when their rows have none any more.
alter table outbox alter column body set statistics 0;

create index outbox_lane on outbox (shop, recipient, instance, sequence) where state <> 'closed';
create index outbox_person on outbox (shop, recipient, instance, person, sequence) where state <> 'closed';
create index outbox_holder on outbox (holder) where holder is not null;

create table outcome (
    id         text not null,
    attempt    integer not null,
    sequence   bigint generated always as identity,
    partition  integer not null,
    trace      text not null,
    value      bytea not null,
    sent       boolean not null default false,
    primary key (id, attempt)
);

create index outcome_unsent on outcome (sequence) where not sent;

create table parked (
    topic      text not null,
    partition  integer not null,
    position   bigint not null,
    reason     text not null,
    at         timestamptz not null default now(),
    primary key (topic, partition, position)
);

grant usage on schema {{schema}} to {{role}};
grant select, insert, update on outbox, outcome to {{role}};
grant select, insert on parked to {{role}};
