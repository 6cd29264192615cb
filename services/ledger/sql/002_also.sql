-- Second persons of an entry (the receiver of a gift, the other party of an auction) are found like the first.

alter table leaf add column also jsonb generated always as (leaf::jsonb #> '{entry,also}') stored;
create index leaf_also on leaf using gin (also) where also is not null;
