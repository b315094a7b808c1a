-- Adds a segment, goal or funnel to a tenant. Returns null, or why not: too_many (100 of a kind are the limit), or
-- name_taken.
-- Reads and writes saved.definitions, writes the audit trail. Not safe to repeat.
create or replace function saved.add_definition(
  p_tenant_hk bytea, p_kind text, p_definition_id uuid, p_name text, p_body jsonb, p_actor text default null
) returns text
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  perform saved.lock(p_tenant_hk);
  if (select count(*) from saved.definitions as d where d.tenant_hk = p_tenant_hk and d.kind = p_kind) >= 100 then
    return 'too_many';
  end if;
  if saved.has_name(p_tenant_hk, p_kind, p_name, p_definition_id) then
    return 'name_taken';
  end if;
  insert into saved.definitions (tenant_hk, kind, definition_id, name_hk, name, body)
    values (p_tenant_hk, p_kind, p_definition_id, saved.name_key(p_name), p_name, p_body);
  perform audit.record(p_tenant_hk, p_kind || '_created', jsonb_build_object(p_kind, p_definition_id, 'name', p_name));
  return null;
end;
$$;
