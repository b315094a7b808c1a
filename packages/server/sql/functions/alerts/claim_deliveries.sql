-- Claims due deliveries of one tenant for one attempt each, and returns them with the address and the secret of their
-- destination. One worker gets each. If it dies, the delivery is due again after two minutes, with the same id: a
-- receiver may get it twice, and knows it by that id. A delivery whose tenth attempt has not been recorded is given up.
-- Reads alerts.destinations, reads and writes alerts.deliveries. Safe from several workers at once.
create or replace function alerts.claim_deliveries(p_tenant_hk bytea, p_limit integer, p_now timestamptz default null)
returns table (
  delivery_id uuid, destination_id uuid, kind text, address text, secret text, event text, body text, attempt integer
)
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_lease constant timestamptz := v_now + interval '2 minutes';
  v_ids uuid[];
begin
  update alerts.deliveries as d set next_attempt_at = null
    where d.tenant_hk = p_tenant_hk and d.next_attempt_at <= v_now and d.attempts >= 10;
  with due as (
    select d.delivery_id
    from alerts.deliveries as d
    where d.tenant_hk = p_tenant_hk and d.next_attempt_at <= v_now
    order by d.next_attempt_at
    limit p_limit
    for update skip locked
  ), claimed as (
    update alerts.deliveries as d
    set attempts = d.attempts + 1, next_attempt_at = v_lease
    from due
    where d.tenant_hk = p_tenant_hk and d.delivery_id = due.delivery_id
    returning d.delivery_id
  )
  select array_agg(claimed.delivery_id) into v_ids from claimed;
  return query
    select d.delivery_id, d.destination_id, t.kind, t.address, t.secret, d.event, d.body, d.attempts::integer
    from alerts.deliveries as d
    join alerts.destinations as t on t.tenant_hk = p_tenant_hk and t.destination_id = d.destination_id
    where d.tenant_hk = p_tenant_hk and d.delivery_id = any (v_ids)
    order by d.created_at, d.delivery_id;
end;
$$;
