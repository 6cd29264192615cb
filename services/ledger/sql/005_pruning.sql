-- What had to be kept, and need not be kept any longer, goes: its hash stays, and a stub says what it was. The ledger itself
-- can only say so; who takes the text out is another role, which can take out nothing else (docs/law.md).

create table pruned (
    shop text not null,
    volume integer not null,
    index bigint not null check (index >= 0),
    act bigint not null check (act >= 0),
    stream text not null,
    seq bigint not null,
    hash bytea not null check (length(hash) = 32),
    until date not null,
    stub text not null,
    primary key (shop, volume, index),
    unique (stream, seq)
);
comment on table pruned is 'Leaves whose term is over: hash, last day, and the line that stands for each in an export.';
create index pruned_act on pruned (shop, act);
create trigger pruned_append_only before update or delete or truncate on pruned
    for each statement execute function refuse_change();

-- Whoever deletes, the owner too: only a leaf whose stub holds its hash, whose term was over yesterday, and whose pruning
-- is an entry under a signed checkpoint.
create function refuse_undue() returns trigger language plpgsql set search_path from current as $$
begin
    if exists (
        select from gone g left join pruned p using (shop, volume, index)
        where p.index is null
            or p.hash <> sha256('\x00'::bytea || convert_to(g.leaf, 'UTF8'))
            or p.until >= (now() at time zone 'Asia/Tokyo')::date
            or not exists (
                select from leaf a join checkpoint c on (c.shop, c.volume) = (a.shop, a.volume) and c.size > a.index
                where a.stream = 'pruned:' || g.shop and a.seq = p.act))
    then
        raise exception 'append-only' using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
drop trigger leaf_append_only on leaf;
create trigger leaf_append_only before update or truncate on leaf
    for each statement execute function refuse_change();
create trigger leaf_due after delete on leaf referencing old table as gone
    for each statement execute function refuse_undue();

-- The key to a person lives as long as any leaf of theirs.
create function refuse_known() returns trigger language plpgsql set search_path from current as $$
begin
    if exists (select from gone g where exists (
        select from leaf l where l.shop = g.shop and (l.person = g.number or l.also ? g.number)))
    then
        raise exception 'append-only' using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
create trigger person_over after delete on person referencing old table as gone
    for each statement execute function refuse_known();

grant select, insert on pruned to {{role}};
grant usage on schema {{schema}} to pruner;
grant select on leaf, pruned, checkpoint, held to pruner;
grant select (shop, number) on person to pruner;
grant delete on leaf, person to pruner;
grant maintain on leaf, person to pruner;
