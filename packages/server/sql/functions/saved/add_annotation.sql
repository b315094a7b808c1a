-- Adds an annotation to a tenant, unless it has one with this id: a pipeline may send it again. Returns null, or
-- too_many (10,000 is the limit). The audit trail does not repeat the text.
-- Reads and writes saved.annotations, writes the audit trail. Safe to repeat.
create or replace function saved.add_annotation(
  p_tenant_hk bytea, p_annotation_id uuid, p_kind text, p_starts_at timestamptz, p_ends_at timestamptz, p_text text,
  p_url text, p_version text, p_actor text
) returns text
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  perform saved.lock(p_tenant_hk);
  if exists (select 1 from saved.annotations as a where a.tenant_hk = p_tenant_hk and a.annotation_id = p_annotation_id) then
    return null;
  end if;
  if (select count(*) from saved.annotations as a where a.tenant_hk = p_tenant_hk) >= 10000 then
    return 'too_many';
  end if;
  insert into saved.annotations (
      tenant_hk, annotation_id, kind, starts_at, ends_at, text, url, version, created_by)
    values (p_tenant_hk, p_annotation_id, p_kind, p_starts_at, p_ends_at, p_text, p_url, p_version, p_actor);
  perform audit.record(p_tenant_hk, 'annotation_created', jsonb_build_object(
    'annotation', p_annotation_id, 'kind', p_kind, 'at', util.iso(p_starts_at)));
  return null;
end;
$$;
