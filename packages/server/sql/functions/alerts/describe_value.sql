-- Joins what a rule measures with the value and the limit, as one line for people.
-- Reads nothing, writes nothing.
create or replace function alerts.describe_value(p_message text, p_value numeric, p_threshold numeric) returns text
language sql immutable
return p_message || ': ' || coalesce(trim_scale(p_value)::text, 'unknown') || ' (limit ' || trim_scale(p_threshold)::text || ')';
