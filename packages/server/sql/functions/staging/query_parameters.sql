-- Returns the campaign parameters and click ids in a url's query, or null for none. docs/pipeline.md, "Columns".
-- PostgreSQL inlines this test, so that urls without such parameters, nearly all, do not call
-- staging.list_query_parameters.
-- Reads nothing, writes nothing.
create or replace function staging.query_parameters(p_url text) returns jsonb
language sql immutable parallel safe
begin atomic
  select case when strpos(p_url, '?') > 0 and p_url ~ staging.query_pattern()
  then staging.list_query_parameters(p_url) end;
end;
