-- Returns the items of an event, each id once, in order of appearance: [{item_id, item_type, item_name,
-- item_category, price, currency}]. Null for none. docs/pipeline.md, "Items".
-- Reads nothing, writes nothing.
create or replace function staging.list_items(p_data jsonb) returns jsonb
language sql immutable parallel safe
begin atomic
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'item_id', item_id,
      'item_type', coalesce(util.text_of(item -> 'item_type', 64), 'item'),
      'item_name', coalesce(
        util.text_of(item -> 'item_name', 500),
        util.text_of(item -> 'product_name', 500),
        case when n > 0 then util.text_of(item -> 'name', 500) end),
      'item_category', coalesce(util.text_of(item -> 'item_category', 200), util.text_of(item -> 'category', 200)),
      'price', util.number_of(item -> 'price', 0, 1000000000),
      'currency', util.text_of(item -> 'currency', 8)
    )) order by n)
  from (
    select distinct on (item_id) item_id, n, item
    from (
      select 0::bigint as n, p_data as item
      union all
      select n, item
      from jsonb_array_elements(case when jsonb_typeof(p_data -> 'items') = 'array' then p_data -> 'items' end)
        with ordinality as listed(item, n)
      where n <= 100 and jsonb_typeof(item) = 'object'
    ) as found
    cross join lateral (
      select coalesce(
        util.text_of(item -> 'item_id', 200),
        util.text_of(item -> 'product_id', 200),
        util.text_of(item -> 'sku', 200),
        case when n > 0 then util.text_of(item -> 'id', 200) end) as item_id
      offset 0
    ) as identified
    where item_id is not null
    order by item_id, n
  ) as items;
end;
