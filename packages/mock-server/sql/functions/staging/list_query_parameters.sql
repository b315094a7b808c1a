-- The campaign parameters and click ids of a url's query, decoded, the first of each name; null when
-- there are none. docs/pipeline.md, "Columns". Reads nothing, writes nothing.
create or replace function staging.list_query_parameters(p_url text) returns jsonb
language sql immutable parallel safe
as $$
  -- Of equal keys jsonb_object_agg keeps the last, so the first occurrence comes last.
  select jsonb_object_agg(name, value order by n desc)
  from (
    select n, split_part(pair, '=', 1) as name,
      nullif(left(staging.url_decode(substring(pair from '=(.*)$')), 256), '') as value
    from string_to_table(substring(p_url from '^[^?#]*\?([^#]*)'), '&') with ordinality as pairs(pair, n)
    where pair ~ '^(utm_(source|medium|campaign|term|content)|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id)='
  ) as parameters;
$$;
