-- Splits an absolute url into {authority, path}, without query and fragment. Null for other urls. http and https urls
-- use no pattern: a pattern with captures takes ten times as long.
-- Reads nothing, writes nothing.
create or replace function staging.split_url(p_url text) returns text[]
language plpgsql immutable strict parallel safe
as $$
declare
  rest text;
  authority text;
begin
  if starts_with(p_url, 'https://') then
    rest := substr(p_url, 9);
  elsif starts_with(p_url, 'http://') then
    rest := substr(p_url, 8);
  else
    return regexp_match(p_url, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)([^?#]*)');
  end if;
  rest := split_part(split_part(rest, '#', 1), '?', 1);
  authority := split_part(rest, '/', 1);
  return array[authority, substr(rest, length(authority) + 1)];
end;
$$;
