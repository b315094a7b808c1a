-- Returns the name of a host that is a known source or below one, or null.
-- Reads nothing, writes nothing.
create or replace function facts.host_source(p_host text) returns text
language plpgsql immutable parallel safe
as $$
declare
  labels constant text[] := string_to_array(p_host, '.');
  n constant integer := cardinality(labels);
  two constant text := labels[n - 1] || '.' || labels[n];
begin
  return facts.listed_source(p_host, two, labels[n - 2] || '.' || two);
end;
$$;
