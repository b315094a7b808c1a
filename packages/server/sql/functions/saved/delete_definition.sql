-- Deletes a definition of one tenant. Returns null, or why not: unknown, or in_use (a share key that still works is
-- bound to the segment, or a rule of the alerts names the goal).
-- Reads auth.keys and alerts.rules, reads and writes saved.definitions, writes the audit trail. Safe to repeat.
create or replace function saved.delete_definition(
  p_tenant_hk bytea, p_kind text, p_definition_id uuid, p_actor text default null
) returns text
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_name text;
begin
  perform auth.act_as(p_actor);
  perform saved.lock(p_tenant_hk);
  if exists (select 1 from auth.keys as k
      where k.tenant_hk = p_tenant_hk and k.segment_id = p_definition_id and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > v_now)) then
    return 'in_use';
  end if;
  if exists (select 1 from alerts.rules as r
      where r.tenant_hk = p_tenant_hk and r.kind = 'goal' and r.settings ->> 'goal_id' = p_definition_id::text) then
    return 'in_use';
  end if;
  delete from saved.definitions as d
    where d.tenant_hk = p_tenant_hk and d.definition_id = p_definition_id and d.kind = p_kind
    returning d.name into v_name;
  if not found then
    return 'unknown';
  end if;
  perform audit.record(p_tenant_hk, p_kind || '_deleted', jsonb_build_object(p_kind, p_definition_id, 'name', v_name));
  return null;
end;
$$;
