-- Returns the campaign parameters and click ids in a url's query, decoded. Uses the first occurrence of each name.
-- Null for none. docs/pipeline.md, "Columns".
-- Reads nothing, writes nothing. A plain select, so that PostgreSQL inlines it: it reads the query only of a url that
-- may have such parameters, which few have.
create or replace function staging.query_parameters(p_url text) returns table (parameters jsonb)
language sql immutable parallel safe
begin atomic
  select case when staging.may_have_parameters(p_url) then (
    select jsonb_object_agg(
        named.name,
        nullif(left(
          case when named.value ~ '[%+]' then util.url_decode(named.value) else named.value end,
          256), '')
        -- The last one remains, so the first one comes last.
        order by named.n desc)
    from (
      select split_part(given.pair, '=', 1) as name, substr(given.pair, strpos(given.pair, '=') + 1) as value, given.n
      from string_to_table(substr(split_part(p_url, '#', 1), strpos(p_url, '?') + 1), '&') with ordinality as given(pair, n)
      where strpos(given.pair, '=') > 0
    ) as named
    where named.name = any (staging.query_names())
  ) end;
end;
