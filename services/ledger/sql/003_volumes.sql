-- A log that broke is frozen and goes on in another volume, under an origin of its own. Hashes are kept for proofs, and
-- what witnesses said. What is searched for comes with the leaf from now on: taking it out here cost two thirds of an
-- append; the service compares it with the leaf before it signs (docs/adr/0016-stored-hashes-and-volumes.md).

alter table leaf drop constraint leaf_shop_fkey;
alter table checkpoint drop constraint checkpoint_shop_fkey;

alter table head add column volume integer not null default 1 check (volume > 0),
    add column base bigint not null default 0,
    add column frozen text,
    drop constraint head_pkey,
    add primary key (shop, volume);
comment on column head.base is 'How many leaves the volumes before this one hold.';
comment on column head.frozen is 'Why nothing is appended to this volume or signed of it any more; null while it is sound.';

alter table leaf add column volume integer not null default 1,
    drop constraint leaf_pkey,
    add primary key (shop, volume, index);
alter table leaf alter column kind drop expression;
alter table leaf alter column disclosure drop expression;
alter table leaf alter column person drop expression;
alter table leaf alter column "order" drop expression;
alter table leaf alter column recipient drop expression;
alter table leaf alter column outcome drop expression;
alter table leaf alter column also drop expression;

alter table checkpoint add column volume integer not null default 1,
    drop constraint checkpoint_pkey,
    add primary key (shop, volume, size),
    add foreign key (shop, volume) references head (shop, volume);

create table tile (
    shop text not null,
    volume integer not null,
    level integer not null check (level >= 0),
    number bigint not null check (number >= 0),
    root bytea not null check (length(root) = 32),
    hashes bytea not null check (length(hashes) = 8192),
    primary key (shop, volume, level, number),
    foreign key (shop, volume) references head (shop, volume)
);
alter table tile alter column hashes set storage external;
comment on table tile is '256 hashes side by side: of leaves at level 0, above it of the tiles below. Full ones only.';

create table cosignature (
    shop text not null,
    volume integer not null,
    size bigint not null,
    witness text not null,
    line text not null,
    primary key (shop, volume, size, line),
    foreign key (shop, volume, size) references checkpoint (shop, volume, size)
);
comment on table cosignature is 'What witnesses said of our checkpoints, as signature lines.';

create table held (
    place bigint generated always as identity primary key,
    shop text not null,
    stream text not null,
    seq bigint not null,
    leaf text not null,
    unique (stream, seq)
);
create index held_shop on held (shop, place);
comment on table held is 'Entries of shops whose log is frozen, until it goes on in another volume.';

-- A number that is made from the reference and a salt cannot be given to somebody else unseen.
alter table person add column salt text;
comment on column person.salt is 'The number is the beginning of SHA-256 over the salt and the reference.';

create trigger tile_append_only before update or delete or truncate on tile
    for each statement execute function refuse_change();
create trigger cosignature_append_only before update or delete or truncate on cosignature
    for each statement execute function refuse_change();
create trigger person_kept before update or truncate on person
    for each statement execute function refuse_change();

grant select, insert on tile, cosignature to {{role}};
grant select, insert, delete on held to {{role}};
grant update (frozen) on head to {{role}};
