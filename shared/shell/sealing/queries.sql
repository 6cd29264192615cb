-- Every query of those who seal and open, by name; which rows they meet, the database says (row-level security).

-- name: add
-- Keep a new day key, wrapped; its moment is the database's. Who may only seal cannot see it again.
insert into eraser.day_key (id, shop, service, wrapped) values (%(id)s, %(shop)s, %(service)s, %(wrapped)s)

-- name: moment
-- Tell the database's time (Unix seconds).
select extract(epoch from clock_timestamp())::float8

-- name: find
-- Fetch a day key.
select shop, service, wrapped, extract(epoch from made)::float8 from eraser.day_key where id = %(id)s
