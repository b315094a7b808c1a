-- Returns how long after its arrival a change of an event's stage is late: then totals.late_changes has it, and before
-- read.stage_changes finds it among the latest arrivals. Longer means fewer notes, and more rows to read for each look.
-- Reads nothing, writes nothing.
create or replace function util.late_after() returns interval
language sql immutable parallel safe
return interval '500 milliseconds';
