-- Queues each due report of one tenant once, however many workers call it: a report is claimed by its row lock, and in
-- the same transaction gets its next time. Returns [{report_id, from, to, recipients}]. Of several periods that were
-- missed only the last is queued.
-- Reads and writes alerts. Safe to repeat. p_now is for tests.
create or replace function alerts.queue_due_reports(p_tenant_hk bytea, p_now timestamptz default null) returns jsonb
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_report record;
  v_until date;
  v_due_at timestamptz;
  v_recipients integer;
  v_queued jsonb := '[]';
begin
  for v_report in
    select r.report_id, r.period, r.timezone, r.send_hour, r.done_until
    from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and r.is_enabled and r.due_at <= v_now
    order by r.report_id
    for update skip locked
  loop
    v_until := alerts.report_end(v_report.period, v_report.timezone, v_report.send_hour, v_now);
    -- A clock that was set back, or another time zone, must not send a period again.
    if v_until > v_report.done_until then
      v_recipients := alerts.queue_report(p_tenant_hk, v_report.report_id, v_until, v_now);
      v_queued := v_queued || jsonb_build_object(
        'report_id', v_report.report_id, 'until', v_until, 'recipients', v_recipients);
    end if;
    v_until := greatest(v_until, v_report.done_until);
    v_due_at := alerts.report_due(v_report.period, v_report.timezone, v_report.send_hour, v_until);
    update alerts.reports as r set due_at = v_due_at, done_until = v_until
      where r.tenant_hk = p_tenant_hk and r.report_id = v_report.report_id;
  end loop;
  return v_queued;
end;
$$;
