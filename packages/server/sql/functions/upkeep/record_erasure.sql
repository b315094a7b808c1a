-- Adds the erasure of a person to a tenant's audit trail. The entry has hashes in place of the ids
-- (auth.visitor_hash): the given id, and the ids that alias events connect with it. Only somebody who knows one of
-- them can find the entry. p_erased is the result of upkeep.erase_visitor.
-- Reads auth.tenants, writes audit.trail. Not safe to repeat.
create or replace function upkeep.record_erasure(p_tenant_hk bytea, p_visitor_id text, p_erased jsonb) returns void
language plpgsql
as $$
declare
  v_rows bigint := (select coalesce(sum(t.value::bigint), 0) from jsonb_each_text(p_erased -> 'rows') as t);
  v_hash constant text := auth.visitor_hash(p_tenant_hk, business.visitor_key(p_visitor_id));
  v_id text;
  v_connected text[];
begin
  for v_id in select business.visitor_key(value) from jsonb_array_elements_text(p_erased -> 'connected') as value loop
    v_connected := v_connected || auth.visitor_hash(p_tenant_hk, v_id);
  end loop;
  perform audit.record(p_tenant_hk, 'visitor_erased', jsonb_build_object(
    'visitor_hash', v_hash, 'connected_hashes', v_connected, 'events', p_erased -> 'events', 'rows', v_rows));
end;
$$;
