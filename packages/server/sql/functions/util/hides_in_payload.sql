-- Returns whether a payload can hold this id although no column does: it is too long for the column of visitors (with
-- its prefix) or of users, or it is the JSON text of a value that is neither a string nor a whole number of up to 15
-- digits.
-- Reads nothing, writes nothing.
create or replace function util.hides_in_payload(p_id text) returns boolean
language sql immutable parallel safe
return char_length(p_id) > 120
  or p_id ~ '^(visitor_)?(true$|false$|[{[]|-?[0-9]+\.[0-9]+$|-?[0-9]{16,}$)';
