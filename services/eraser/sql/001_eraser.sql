-- Nothing of its own yet but the schema that goes with the role: what it destroys lies with others.
select 1;
