-- Every query of the intake, by name.

-- name: own
-- The reference of an order: the one given, if it is the first.
insert into owner (shop, "order", person) values (%(shop)s, %(order)s, %(person)s) on conflict do nothing

-- name: owner
-- Under which reference an order's events travel.
select person from owner where shop = %(shop)s and "order" = %(order)s

-- name: link
-- Two names are of one person.
insert into link (shop, one, other)
values (%(shop)s, %(one)s, %(other)s), (%(shop)s, %(other)s, %(one)s) on conflict do nothing

-- name: unlink
-- They are not, or no more.
delete from link where shop = %(shop)s
    and ((one = %(one)s and other = %(other)s) or (one = %(other)s and other = %(one)s))

-- name: linked
-- Every other name of a person, over any number of links.
with recursive found (name) as (
    select %(person)s::text
    union
    select l.other from link l join found f on l.one = f.name where l.shop = %(shop)s
)
select name from found where name <> %(person)s order by name
