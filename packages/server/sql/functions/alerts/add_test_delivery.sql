-- Queues a test delivery to one destination. Returns its id, or null if there is no such destination, or it is disabled.
-- Reads auth.tenants and alerts.destinations, writes alerts.deliveries. Not safe to repeat.
create or replace function alerts.add_test_delivery(p_tenant_hk bytea, p_destination_id uuid) returns uuid
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_delivery_id constant uuid := gen_random_uuid();
  v_customer_id constant text := (select t.customer_id from auth.tenants as t where t.tenant_hk = p_tenant_hk);
  v_body constant text := jsonb_build_object(
    'type', 'alert.test', 'timestamp', util.iso(v_now),
    'data', jsonb_build_object('customer_id', v_customer_id, 'message', 'This is a test. Nothing is wrong.'));
begin
  perform 1 from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk and d.destination_id = p_destination_id and d.disabled_at is null
    for share;
  if not found then
    return null;
  end if;
  insert into alerts.deliveries (tenant_hk, delivery_id, destination_id, event, body, created_at, next_attempt_at)
    values (p_tenant_hk, v_delivery_id, p_destination_id, 'alert.test', v_body, v_now, v_now);
  return v_delivery_id;
end;
$$;
