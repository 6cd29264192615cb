"""Deletes records of the short-lived topics that all their readers have passed and that are old enough.

Reads: no record; the positions of other services' groups.
Writes: nothing; moves the beginning of shop.events, to.*, disclosures, outcomes and results forward.
Promises: P1, P13.
Never: deletes what one reader has not passed, or what is younger than seven days.
"""
