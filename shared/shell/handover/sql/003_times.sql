-- When a disclosure was decided (the broker's time of its message, Unix ms; 0 if it was taken over before this was kept):
-- how long hand-overs take, and how old the oldest open one is.

alter table outbox add column decided bigint not null default 0;
