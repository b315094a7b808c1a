-- Returns the path of a url as staging reads it, cut to 1,000 characters; null for a text that is no url. PostgreSQL
-- inlines it: nearly every event has p_path.
-- Reads nothing, writes nothing.
create or replace function facts.page_path(p_path text, p_url text) returns text
language sql immutable parallel safe
return left(case
  when p_path is not null then p_path
  when p_url like '/%' then substring(p_url from '^[^?#]*')
  else facts.url_path(p_url)
end, 1000);
