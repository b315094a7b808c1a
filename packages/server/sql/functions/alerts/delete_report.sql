-- Deletes a report of one tenant, with what waits to be sent of it. Returns false if there is no such report.
-- Reads and writes alerts, writes the audit trail. Safe to repeat.
create or replace function alerts.delete_report(p_tenant_hk bytea, p_report_id uuid, p_actor text default null)
returns boolean
language plpgsql
as $$
declare
  v_name text;
begin
  perform auth.act_as(p_actor);
  delete from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and r.report_id = p_report_id
    returning r.name into v_name;
  if v_name is null then
    return false;
  end if;
  delete from alerts.deliveries as d
    where d.tenant_hk = p_tenant_hk and d.report_id = p_report_id and d.next_attempt_at is not null;
  perform audit.record(p_tenant_hk, 'report_deleted', jsonb_build_object('report', p_report_id, 'name', v_name));
  return true;
end;
$$;
