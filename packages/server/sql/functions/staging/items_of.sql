-- The items an event is about; null for none. docs/pipeline.md, "Items".
-- Reads nothing, writes nothing. The guard is inlined, and spares nearly every event the work.
create or replace function staging.items_of(p_data jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select case when p_data ?| array['item_id', 'product_id', 'sku', 'items'] then staging.list_items(p_data) end;
$$;
