-- The row that leads from a person to the number in leaves is destroyed on request, or when the term of all records is
-- over. Leaves stay as they are and every proof holds; nothing leads back (P13). Who destroys has no other right here.

-- The last moment (ms) at which the row of a person must be there: as long as the law asks for a record of a provision
-- (APPI 29; three years, Rule 21). Null where no record asks for it.
create function needed_until(of_shop text, of_number text) returns bigint language sql stable set search_path from current as $$
    select max((extract(epoch from
        to_timestamp((l.leaf::jsonb #>> '{entry,at}')::bigint / 1000.0) + interval '3 years') * 1000)::bigint)
    from leaf l
    where l.shop = of_shop and (l.person = of_number or l.also ? of_number) and l.kind = 'disclosed'
        and l.leaf::jsonb #>> '{entry,record}' like 'required:%'
$$;

-- Whoever deletes, the owner too.
create function refuse_needed() returns trigger language plpgsql set search_path from current as $$
declare
    until bigint;
begin
    select max(needed_until(g.shop, g.number)) into until from gone g;
    if until > extract(epoch from now()) * 1000 then
        raise exception '%', until using errcode = 'check_violation', constraint = 'needed_until';
    end if;
    if exists (select from gone g join held h on h.shop = g.shop
        where h.leaf::jsonb #>> '{entry,person}' = g.number or h.leaf::jsonb #> '{entry,also}' ? g.number)
    then
        raise exception 'held' using errcode = 'check_violation', constraint = 'held';
    end if;
    return null;
end
$$;
-- What let a row go only after the last leaf of its person gives way to what the law asks.
drop trigger if exists person_over on person;
create trigger person_needed after delete on person referencing old table as gone
    for each statement execute function refuse_needed();

-- On request: the row of one person. Returns how many went, 0 or 1.
create function forget(of_shop text, of_reference text) returns integer
    language plpgsql security definer set search_path from current as $$
declare
    gone integer;
begin
    delete from person where shop = of_shop and reference = of_reference;
    get diagnostics gone = row_count;
    return gone;
end
$$;

-- When it is time: the rows of everybody who has no leaf younger than three years, some at a time.
create function forget_ended(most integer) returns integer
    language plpgsql security definer set search_path from current as $$
declare
    gone integer;
begin
    with ended as (
        select p.shop, p.number from person p
        where not exists (select from leaf l
            where l.shop = p.shop and (l.person = p.number or l.also ? p.number)
                and (l.leaf::jsonb #>> '{entry,at}')::bigint
                    > extract(epoch from now() - interval '3 years') * 1000)
            and not exists (select from held h where h.shop = p.shop
                and (h.leaf::jsonb #>> '{entry,person}' = p.number or h.leaf::jsonb #> '{entry,also}' ? p.number))
        limit most
    )
    delete from person p using ended e where (p.shop, p.number) = (e.shop, e.number);
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant usage on schema {{schema}} to eraser;
grant execute on function forget(text, text), forget_ended(integer) to eraser;
grant maintain on person to eraser;
-- The pruner takes out people of whom nothing is left, and the trigger asks in its name.
grant execute on function needed_until(text, text) to pruner;
