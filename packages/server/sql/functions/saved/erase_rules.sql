-- Deletes the rules for internal traffic that name erased visitors or sessions. Returns the number of rows per table.
-- Writes saved.internal_rules. Safe to repeat.
create or replace function saved.erase_rules(p_tenant_hk bytea, p_subjects bytea[]) returns jsonb
language plpgsql
as $$
declare
  v_gone integer;
begin
  delete from saved.internal_rules as r where r.tenant_hk = p_tenant_hk and r.subject_hk = any (p_subjects);
  get diagnostics v_gone = row_count;
  return jsonb_build_object('saved.internal_rules', v_gone);
end;
$$;
