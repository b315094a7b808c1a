-- Returns the path of an absolute url, or null for other texts.
-- Reads nothing, writes nothing.
create or replace function facts.url_path(p_url text) returns text
language plpgsql immutable parallel safe
as $$
begin
  return (select coalesce(nullif(u.path, ''), '/') from staging.split_url(p_url) as u where u.authority is not null);
end;
$$;
