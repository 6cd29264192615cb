-- Under which name an order's events travel, and which names are of one person. References only, no value of anybody.

create table owner (
    shop text not null,
    "order" text not null,
    person text not null,
    primary key (shop, "order")
);
comment on table owner is 'The first reference seen for an order: later events of it go to the same key, whoever sends them.';

create table link (
    shop text not null,
    one text not null,
    other text not null,
    primary key (shop, one, other)
);
comment on table link is 'Two names of one person (guest, member, merged account), in both directions.';

grant usage on schema {{schema}} to {{role}};
grant select, insert on owner to {{role}};
grant select, insert, delete on link to {{role}};
