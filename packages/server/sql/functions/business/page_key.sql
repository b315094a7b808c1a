-- Returns the business key of a page (docs/pipeline.md, "Business keys"), or null if there is none.
-- Reads nothing, writes nothing.
create or replace function business.page_key(p_host text, p_path text, p_url text) returns text
language sql immutable parallel safe
return case when p_host is not null or p_path is not null then coalesce(p_host, '') || p_path
  else nullif(substring(p_url from '^[^?#]*'), '') end;
