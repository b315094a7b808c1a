-- Ends a load: from now on its rows count, and those of the earlier load are gone. Returns false if another process loads
-- the import now, or it was deleted.
-- Reads and writes history, writes the audit trail. Not safe to repeat.
create or replace function history.finish_import(
  p_tenant_hk bytea, p_import_key text, p_token uuid, p_rows bigint, p_bad_rows bigint, p_actor text default null
) returns boolean
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_import record;
  v_days record;
begin
  perform auth.act_as(p_actor);
  select i.source, i.load_id, i.next_load_id, i.next_digest into v_import
    from history.imports as i
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key and i.next_token = p_token
    for update;
  if v_import.next_load_id is null then
    return false;
  end if;
  select min(c.on_day) as first_day, max(c.on_day) as last_day into v_days
    from history.counts as c
    where c.tenant_hk = p_tenant_hk and c.load_id = v_import.next_load_id;
  update history.imports as i
    set load_id = v_import.next_load_id, digest = v_import.next_digest, rows = p_rows, bad_rows = p_bad_rows,
      first_day = v_days.first_day, last_day = v_days.last_day, imported_at = v_now, imported_by = p_actor,
      next_load_id = null, next_digest = null, next_token = null, next_rows = 0
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key;
  delete from history.counts as c where c.tenant_hk = p_tenant_hk and c.load_id = v_import.load_id;
  perform audit.record(p_tenant_hk, 'history_imported', jsonb_build_object(
    'import', p_import_key, 'source', v_import.source, 'from', v_days.first_day, 'to', v_days.last_day, 'rows', p_rows));
  return true;
end;
$$;
