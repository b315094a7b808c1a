-- Adds an entry to a tenant's audit trail, in the transaction of the audited action. The actor is the one that
-- auth.act_as has set, else the database user.
-- Writes audit.trail. Not safe to repeat.
create or replace function audit.record(p_tenant_hk bytea, p_action text, p_details jsonb) returns void
language plpgsql
as $$
declare
  -- Always later than the previous entry of this session, even if the clock has a low resolution.
  v_at constant timestamptz := util.arrival_time(1);
  v_entry_id constant uuid := gen_random_uuid();
  v_actor constant text := coalesce(nullif(current_setting('onevault.actor', true), ''), 'sql:' || session_user);
begin
  insert into audit.trail (tenant_hk, recorded_at, entry_id, actor, action, details)
  values (p_tenant_hk, v_at, v_entry_id, v_actor, p_action, jsonb_strip_nulls(p_details));
end;
$$;
