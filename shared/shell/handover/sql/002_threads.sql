-- What a message belongs to and does: a change replaces and a cancellation ends what its party has not seen yet.

alter table outbox add column thread text not null default '';
alter table outbox add column act text not null default 'open' check (act in ('open', 'change', 'end', 'more'));

-- Closed rows are found too: they tell whether anything of an order ever reached the party.
create index outbox_order on outbox (split_part(thread, '/', 1)) where thread <> '';
