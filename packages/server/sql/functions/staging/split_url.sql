-- Splits an absolute url into {authority, path}, without query and fragment. Null for other urls. http and https urls
-- use no pattern: a pattern with captures takes ten times as long.
-- Reads nothing, writes nothing. A plain select, so that PostgreSQL inlines it.
create or replace function staging.split_url(p_url text) returns table (authority text, path text)
language sql immutable parallel safe
begin atomic
  select
    case when cut.rest is null then cut.other[1] else split_part(cut.rest, '/', 1) end,
    case when cut.rest is null then cut.other[2]
      else substr(cut.rest, length(split_part(cut.rest, '/', 1)) + 1) end
  from (
    select split_part(split_part(web.rest, '#', 1), '?', 1) as rest,
      case when web.rest is null then regexp_match(p_url, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)([^?#]*)') end as other
    from (
      select case
          when starts_with(p_url, 'https://') then substr(p_url, 9)
          when starts_with(p_url, 'http://') then substr(p_url, 8)
        end as rest
      offset 0
    ) as web
    offset 0
  ) as cut;
end;
