-- Deletes an annotation of one tenant. Returns false if there is none with this id.
-- Writes saved.annotations and the audit trail. Safe to repeat.
create or replace function saved.delete_annotation(p_tenant_hk bytea, p_annotation_id uuid, p_actor text default null)
returns boolean
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  delete from saved.annotations as a where a.tenant_hk = p_tenant_hk and a.annotation_id = p_annotation_id;
  if not found then
    return false;
  end if;
  perform audit.record(p_tenant_hk, 'annotation_deleted', jsonb_build_object('annotation', p_annotation_id));
  return true;
end;
$$;
