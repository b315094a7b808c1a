-- Queues a report about the period before p_until for each of its e-mail destinations. Returns how many there are. The
-- worker reads the numbers when it sends.
-- Reads auth.tenants and alerts, writes alerts.deliveries. Not safe to repeat.
create or replace function alerts.queue_report(p_tenant_hk bytea, p_report_id uuid, p_until date, p_now timestamptz)
returns integer
language plpgsql
as $$
declare
  v_customer_id constant text := (select t.customer_id from auth.tenants as t where t.tenant_hk = p_tenant_hk);
  v_report record;
  v_from date;
  v_body text;
  v_delivery_id uuid;
  v_destination record;
  v_queued integer := 0;
begin
  select r.name, r.period, r.timezone, r.destination_ids into v_report
    from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and r.report_id = p_report_id;
  v_from := p_until - ('1 ' || v_report.period)::interval;
  v_body := jsonb_build_object(
    'type', 'report', 'timestamp', util.iso(p_now),
    'data', jsonb_build_object(
      'customer_id', v_customer_id, 'report_id', p_report_id, 'name', v_report.name, 'period', v_report.period,
      'timezone', v_report.timezone, 'from', v_from, 'to', p_until - 1));
  for v_destination in
    select d.destination_id from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk and d.kind = 'email' and d.disabled_at is null
      and (v_report.destination_ids is null or d.destination_id = any (v_report.destination_ids))
    order by d.destination_id
  loop
    v_delivery_id := gen_random_uuid();
    insert into alerts.deliveries (
      tenant_hk, delivery_id, destination_id, report_id, event, body, created_at, next_attempt_at)
    values (
      p_tenant_hk, v_delivery_id, v_destination.destination_id, p_report_id, 'report', v_body, p_now, p_now);
    v_queued := v_queued + 1;
  end loop;
  return v_queued;
end;
$$;
