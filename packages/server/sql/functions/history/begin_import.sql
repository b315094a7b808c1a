-- Begins a load of an import, or goes on with one of the same files that was cut off. From now on only the process with
-- p_token can write to it. Returns {rows: how many are stored already, firstDay: of the tenant's retention, replaces: when
-- the earlier one was imported, isSame: from the same files}, or {problem: too_many (20 is the limit), other_source}.
-- Reads auth.tenants, reads and writes history. Safe to repeat.
create or replace function history.begin_import(
  p_tenant_hk bytea, p_import_key text, p_source text, p_digest text, p_token uuid
) returns jsonb
language plpgsql
as $$
declare
  v_load_id constant uuid := gen_random_uuid();
  v_import record;
begin
  perform auth.require_tenant(p_tenant_hk);
  if not exists (select 1 from history.imports as i where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key)
    and (select count(*) from history.imports as i where i.tenant_hk = p_tenant_hk) >= 20
  then
    return jsonb_build_object('problem', 'too_many');
  end if;
  insert into history.imports (tenant_hk, import_key, source) values (p_tenant_hk, p_import_key, p_source)
    on conflict (tenant_hk, import_key) do nothing;
  select i.source, i.digest, i.imported_at, i.next_load_id, i.next_digest, i.next_rows into v_import
    from history.imports as i
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key
    for update;
  if v_import.source <> p_source then
    return jsonb_build_object('problem', 'other_source');
  end if;
  if v_import.next_load_id is null or v_import.next_digest <> p_digest then
    delete from history.counts as c where c.tenant_hk = p_tenant_hk and c.load_id = v_import.next_load_id;
    update history.imports as i set next_load_id = v_load_id, next_digest = p_digest, next_rows = 0
      where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key;
    v_import.next_rows := 0;
  end if;
  update history.imports as i set next_token = p_token
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key;
  return jsonb_build_object(
    'rows', v_import.next_rows, 'firstDay', history.first_kept_day(p_tenant_hk, clock_timestamp()),
    'replaces', util.iso(v_import.imported_at), 'isSame', v_import.digest = p_digest);
end;
$$;
