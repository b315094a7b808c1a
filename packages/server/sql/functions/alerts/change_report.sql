-- Changes a report of one tenant. With another period, or when it is turned on, the next is about the period that is
-- going on. Returns null, or why not: unknown_report, or as alerts.add_report.
-- Reads and writes alerts, writes the audit trail. Safe to repeat. p_now is for tests.
create or replace function alerts.change_report(
  p_tenant_hk bytea, p_report_id uuid, p_name text, p_period text, p_timezone text, p_send_hour integer,
  p_destination_ids uuid[], p_is_enabled boolean, p_actor text default null, p_now timestamptz default null
) returns text
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_report record;
  v_problem text;
  v_until date;
  v_due_at timestamptz;
begin
  perform auth.act_as(p_actor);
  select r.period, r.is_enabled, r.done_until into v_report
    from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and r.report_id = p_report_id
    for update;
  if not found then
    return 'unknown_report';
  end if;
  v_problem := alerts.find_report_problem(p_tenant_hk, p_timezone, p_destination_ids);
  if v_problem is not null then
    return v_problem;
  end if;
  v_until := v_report.done_until;
  if p_period <> v_report.period or (p_is_enabled and not v_report.is_enabled) then
    v_until := alerts.report_end(p_period, p_timezone, p_send_hour, v_now);
    if p_period = v_report.period then
      v_until := greatest(v_until, v_report.done_until);
    end if;
  end if;
  v_due_at := alerts.report_due(p_period, p_timezone, p_send_hour, v_until);
  update alerts.reports as r
    set name = p_name, period = p_period, timezone = p_timezone, send_hour = p_send_hour,
      destination_ids = p_destination_ids, is_enabled = p_is_enabled, due_at = v_due_at, done_until = v_until
    where r.tenant_hk = p_tenant_hk and r.report_id = p_report_id;
  perform audit.record(p_tenant_hk, 'report_changed', jsonb_build_object(
    'report', p_report_id, 'name', p_name, 'period', p_period, 'timezone', p_timezone, 'enabled', p_is_enabled));
  return null;
end;
$$;
