-- Every query of the eraser, by name.

-- name: forget_ended
-- Destroy the rows of people none of whose records is younger than its term, some at a time; how many went.
select ledger.forget_ended(%(most)s)

-- name: wipe_people
-- Write the table anew, so that no page keeps what was deleted.
vacuum (full) ledger.person
