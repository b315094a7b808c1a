-- The campaign parameters and click ids of a url's query; null when there are none.
-- docs/pipeline.md, "Columns". Reads nothing, writes nothing. The guard is inlined, and spares nearly
-- every event the work.
create or replace function staging.query_parameters(p_url text) returns jsonb
language sql immutable parallel safe
as $$
  select case when strpos(p_url, '?') > 0 and p_url ~ staging.query_pattern()
  then staging.list_query_parameters(p_url) end;
$$;
