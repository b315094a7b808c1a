-- Queues the news of a firing for each destination of its rule; the worker sends it. Call it in the transaction that
-- changes the firing.
-- Reads auth.tenants and alerts, writes alerts.deliveries. Not safe to repeat.
create or replace function alerts.add_deliveries(
  p_tenant_hk bytea, p_firing_id uuid, p_event text, p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_customer_id constant text := (select t.customer_id from auth.tenants as t where t.tenant_hk = p_tenant_hk);
  v_firing constant jsonb := alerts.find_firings(p_tenant_hk, 1, p_firing_id => p_firing_id) -> 0;
  v_body constant text := jsonb_build_object(
    'type', p_event, 'timestamp', util.iso(p_now),
    'data', jsonb_build_object('customer_id', v_customer_id) || v_firing);
  v_ids constant uuid[] := (select r.destination_ids from alerts.rules as r
    where r.tenant_hk = p_tenant_hk and r.rule_id = (v_firing ->> 'rule_id')::uuid);
  v_delivery_id uuid;
  v_destination record;
begin
  for v_destination in
    select d.destination_id from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk and d.disabled_at is null and (v_ids is null or d.destination_id = any (v_ids))
    order by d.destination_id
  loop
    v_delivery_id := gen_random_uuid();
    insert into alerts.deliveries (
      tenant_hk, delivery_id, destination_id, firing_id, event, body, created_at, next_attempt_at)
    values (
      p_tenant_hk, v_delivery_id, v_destination.destination_id, p_firing_id, p_event, v_body, p_now, p_now);
  end loop;
end;
$$;
