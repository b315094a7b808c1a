-- Changes the name and body of a definition of one tenant. Returns null, or why not: unknown, or name_taken.
-- Reads and writes saved.definitions, writes the audit trail. Safe to repeat.
create or replace function saved.change_definition(
  p_tenant_hk bytea, p_kind text, p_definition_id uuid, p_name text, p_body jsonb, p_actor text default null
) returns text
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_name_hk constant bytea := saved.name_key(p_name);
begin
  perform auth.act_as(p_actor);
  perform saved.lock(p_tenant_hk);
  if saved.has_name(p_tenant_hk, p_kind, p_name, p_definition_id) then
    return 'name_taken';
  end if;
  update saved.definitions as d set name = p_name, name_hk = v_name_hk, body = p_body, changed_at = v_now
    where d.tenant_hk = p_tenant_hk and d.definition_id = p_definition_id and d.kind = p_kind;
  if not found then
    return 'unknown';
  end if;
  perform audit.record(p_tenant_hk, p_kind || '_changed', jsonb_build_object(p_kind, p_definition_id, 'name', p_name));
  return null;
end;
$$;
