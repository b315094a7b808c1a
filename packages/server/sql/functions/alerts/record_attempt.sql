-- Records the outcome of one attempt to deliver: delivered, retry, failed (no more attempts), or gone (also disables
-- the destination). After 10 attempts, which are a day, a delivery is given up. A late outcome of an attempt whose
-- claim has ended changes nothing, unless it says delivered.
-- Reads and writes alerts, writes the audit trail for a destination that is gone. Not safe to repeat.
create or replace function alerts.record_attempt(
  p_tenant_hk bytea, p_delivery_id uuid, p_attempt integer, p_outcome text, p_entry jsonb, p_now timestamptz default null
) returns void
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_log constant jsonb := jsonb_build_array(p_entry || jsonb_build_object('at', util.iso(v_now)));
  v_delivered_at constant timestamptz := case when p_outcome = 'delivered' then v_now end;
  v_next_at constant timestamptz := case when p_outcome = 'retry' and p_attempt < 10
    then v_now + alerts.retry_delay(p_attempt) end;
  v_destination_id uuid;
begin
  update alerts.deliveries as d
    set log = d.log || v_log, delivered_at = coalesce(d.delivered_at, v_delivered_at), next_attempt_at = v_next_at
    where d.tenant_hk = p_tenant_hk and d.delivery_id = p_delivery_id
      and (p_outcome = 'delivered' or (d.attempts = p_attempt and d.delivered_at is null))
    returning d.destination_id into v_destination_id;
  if p_outcome = 'gone' and v_destination_id is not null then
    update alerts.destinations as t set disabled_at = v_now
      where t.tenant_hk = p_tenant_hk and t.destination_id = v_destination_id and t.disabled_at is null;
    if found then
      perform audit.record(p_tenant_hk, 'alert_destination_disabled', jsonb_build_object('destination', v_destination_id));
    end if;
  end if;
end;
$$;
