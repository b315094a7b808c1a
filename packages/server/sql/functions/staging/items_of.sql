-- Returns the items of an event, or null for none. docs/pipeline.md, "Items". PostgreSQL inlines this test, so that
-- events without items, nearly all, do not call staging.list_items.
-- Reads nothing, writes nothing.
create or replace function staging.items_of(p_data jsonb) returns jsonb
language sql immutable parallel safe
begin atomic
  select case when p_data ?| array['item_id', 'product_id', 'sku', 'items'] then staging.list_items(p_data) end;
end;
