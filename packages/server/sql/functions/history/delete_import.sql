-- Deletes an import of one tenant, with all its rows. Returns false if there is none with this id.
-- Reads and writes history, writes the audit trail. Safe to repeat.
create or replace function history.delete_import(p_tenant_hk bytea, p_import_key text, p_actor text default null)
returns boolean
language plpgsql
as $$
declare
  v_import record;
begin
  perform auth.act_as(p_actor);
  select i.load_id, i.next_load_id into v_import
    from history.imports as i
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key
    for update;
  if not found then
    return false;
  end if;
  delete from history.counts as c
    where c.tenant_hk = p_tenant_hk and c.load_id = any (array[v_import.load_id, v_import.next_load_id]);
  delete from history.imports as i where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key;
  perform audit.record(p_tenant_hk, 'history_deleted', jsonb_build_object('import', p_import_key));
  return true;
end;
$$;
