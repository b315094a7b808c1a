-- Adds the erasure of a visitor to a tenant's audit trail. The entry has a hash in place of the visitor's id
-- (auth.visitor_hash): only somebody who knows the id can find the entry. p_erased is the result of
-- upkeep.erase_visitor.
-- Reads auth.tenants, writes audit.trail. Not safe to repeat.
create or replace function upkeep.record_erasure(p_tenant_hk bytea, p_visitor_bk text, p_erased jsonb) returns void
language plpgsql
as $$
declare
  v_rows bigint := (select coalesce(sum(t.value::bigint), 0) from jsonb_each_text(p_erased -> 'rows') as t);
begin
  perform audit.record(p_tenant_hk, 'visitor_erased', jsonb_build_object(
    'visitor_hash', auth.visitor_hash(p_tenant_hk, p_visitor_bk), 'events', p_erased -> 'events', 'rows', v_rows));
end;
$$;
