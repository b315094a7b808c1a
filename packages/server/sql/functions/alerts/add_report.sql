-- Adds a report to a tenant; the first is about the period that is going on. Returns null, or why not: too_many (20 is
-- the limit), unknown_destination, not_email (a destination is no e-mail address), or unknown_zone.
-- Reads and writes alerts, writes the audit trail. Not safe to repeat. p_now is for tests.
create or replace function alerts.add_report(
  p_tenant_hk bytea, p_report_id uuid, p_name text, p_period text, p_timezone text, p_send_hour integer,
  p_destination_ids uuid[], p_is_enabled boolean, p_actor text default null, p_now timestamptz default null
) returns text
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_problem text;
  v_until date;
  v_due_at timestamptz;
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  if (select count(*) from alerts.reports as r where r.tenant_hk = p_tenant_hk) >= 20 then
    return 'too_many';
  end if;
  v_problem := alerts.find_report_problem(p_tenant_hk, p_timezone, p_destination_ids);
  if v_problem is not null then
    return v_problem;
  end if;
  v_until := alerts.report_end(p_period, p_timezone, p_send_hour, v_now);
  v_due_at := alerts.report_due(p_period, p_timezone, p_send_hour, v_until);
  insert into alerts.reports (
    tenant_hk, report_id, name, period, timezone, send_hour, destination_ids, is_enabled, created_at, due_at, done_until)
  values (
    p_tenant_hk, p_report_id, p_name, p_period, p_timezone, p_send_hour, p_destination_ids, p_is_enabled, v_now, v_due_at,
    v_until);
  perform audit.record(p_tenant_hk, 'report_created', jsonb_build_object(
    'report', p_report_id, 'name', p_name, 'period', p_period, 'timezone', p_timezone, 'enabled', p_is_enabled));
  return null;
end;
$$;
