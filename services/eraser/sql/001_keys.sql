-- Day keys, each wrapped: who may seal under or open which, the table `reach` says, made from contracts/deployment.py.

create table day_key (
    id bytea primary key check (length(id) = 16),
    shop text not null,
    service text not null,
    made timestamptz not null default now(),
    wrapped bytea not null
);
comment on table day_key is 'One key for each shop, service, day and process that seals; what is sealed under it dies with the row.';
-- P13: the planner's statistics are samples of values, and would keep wrapped keys whose rows are gone.
alter table day_key alter column wrapped set statistics 0;
create index day_key_made on day_key (made);

create table reach (
    role name not null,
    service text not null,
    seals boolean not null,
    primary key (role, service, seals)
);
comment on table reach is 'Which role may make keys of a service (seals), or fetch them.';

alter table day_key enable row level security;
create policy opens on day_key for select
    using (exists (select from reach r where r.role = current_user and r.service = day_key.service
        and not r.seals));
create policy makes on day_key for insert
    with check (exists (select from reach r where r.role = current_user and r.service = day_key.service and r.seals));
create policy sees on day_key for select to {{role}} using (true);
create policy destroys on day_key for delete to {{role}} using (true);

grant usage on schema {{schema}} to {{role}};
grant select (id, shop, service, made), delete, maintain on day_key to {{role}};
grant select on reach to {{role}};
