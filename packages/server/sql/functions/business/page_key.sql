-- The business key of a staged page; null for none. docs/pipeline.md, "Business keys".
-- Reads nothing, writes nothing.
create or replace function business.page_key(p_host text, p_path text, p_url text) returns text
language sql immutable parallel safe
return case when p_host is not null or p_path is not null then coalesce(p_host, '') || p_path
  else nullif(substring(p_url from '^[^?#]*'), '') end;
