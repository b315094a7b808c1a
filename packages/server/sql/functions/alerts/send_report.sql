-- Queues a report now, besides its schedule: about the period in which p_of lies, by default the last whole one. Returns
-- how many e-mails that are; null if there is no such report; -1 if that period is not over.
-- Reads alerts, writes alerts.deliveries. Not safe to repeat. p_now is for tests.
create or replace function alerts.send_report(
  p_tenant_hk bytea, p_report_id uuid, p_of date default null, p_now timestamptz default null
) returns integer
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_report record;
  v_last date;
  v_until date;
begin
  select r.period, r.timezone into v_report
    from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and r.report_id = p_report_id
    for share;
  if not found then
    return null;
  end if;
  v_last := alerts.report_end(v_report.period, v_report.timezone, 0, v_now);
  v_until := v_last;
  if p_of is not null then
    v_until := date_trunc(v_report.period, p_of::timestamp) + ('1 ' || v_report.period)::interval;
  end if;
  if v_until > v_last then
    return -1;
  end if;
  return alerts.queue_report(p_tenant_hk, p_report_id, v_until, v_now);
end;
$$;
