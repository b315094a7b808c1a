-- Returns deliveries of one tenant, newest first, with the log of their attempts, in the format of
-- GET /api/v1/alerts/deliveries. With p_before_at and p_before_id only older ones.
-- Reads alerts.deliveries, writes nothing.
create or replace function alerts.find_deliveries(
  p_tenant_hk bytea, p_limit integer, p_before_at timestamptz default null, p_before_id uuid default null
) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'delivery_id', newest.delivery_id, 'destination_id', newest.destination_id, 'firing_id', newest.firing_id,
        'report_id', newest.report_id,
        'event', newest.event,
        'state', case when newest.delivered_at is not null then 'delivered'
          when newest.next_attempt_at is not null then 'waiting' else 'failed' end,
        'created_at', util.iso(newest.created_at), 'delivered_at', util.iso(newest.delivered_at),
        'next_attempt_at', util.iso(newest.next_attempt_at), 'attempts', newest.log)
      order by newest.created_at desc, newest.delivery_id desc), '[]')
    from (
      select d.delivery_id, d.destination_id, d.firing_id, d.report_id, d.event, d.created_at, d.delivered_at, d.next_attempt_at, d.log
      from alerts.deliveries as d
      where d.tenant_hk = p_tenant_hk
        and (p_before_at is null or (d.created_at, d.delivery_id) < (p_before_at, p_before_id))
      order by d.created_at desc, d.delivery_id desc
      limit p_limit
    ) as newest
  );
end;
$$;
