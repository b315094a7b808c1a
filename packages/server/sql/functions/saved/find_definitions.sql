-- Returns the segments, goals and funnels of one tenant, by name; with p_kind only those.
-- Reads saved.definitions, writes nothing.
create or replace function saved.find_definitions(p_tenant_hk bytea, p_kind text default null) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'id', d.definition_id, 'name', d.name, 'body', d.body,
        'created_at', util.iso(d.created_at), 'changed_at', util.iso(d.changed_at))
      order by d.name collate "C"), '[]')
    from saved.definitions as d
    where d.tenant_hk = p_tenant_hk and (p_kind is null or d.kind = p_kind)
  );
end;
$$;
