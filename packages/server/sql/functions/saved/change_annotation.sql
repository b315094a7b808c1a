-- Changes an annotation of one tenant. Returns false if there is none with this id.
-- Writes saved.annotations and the audit trail. Safe to repeat.
create or replace function saved.change_annotation(
  p_tenant_hk bytea, p_annotation_id uuid, p_kind text, p_starts_at timestamptz, p_ends_at timestamptz, p_text text,
  p_url text, p_version text, p_actor text default null
) returns boolean
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  update saved.annotations as a set kind = p_kind, starts_at = p_starts_at, ends_at = p_ends_at, text = p_text,
      url = p_url, version = p_version
    where a.tenant_hk = p_tenant_hk and a.annotation_id = p_annotation_id;
  if not found then
    return false;
  end if;
  perform audit.record(p_tenant_hk, 'annotation_changed', jsonb_build_object(
    'annotation', p_annotation_id, 'kind', p_kind, 'at', util.iso(p_starts_at)));
  return true;
end;
$$;
