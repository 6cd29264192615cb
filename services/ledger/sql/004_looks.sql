-- Who looks at a shop's log is noted in it, under numbers of the ledger's own; and what was given to whom, and when, is
-- found by time. The index is of disclosures alone: it is what an incident at a recipient is asked by.

alter table head add column looks bigint not null default 0;
comment on column head.looks is 'The next number of what is noted of looks at this log.';
grant update (looks) on head to {{role}};

alter table leaf add column at bigint generated always as ((leaf::jsonb #>> '{entry,at}')::bigint) stored;
alter table leaf alter column at drop expression;
create index leaf_given on leaf (shop, recipient, at) where kind = 'disclosed';
