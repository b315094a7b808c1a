-- Returns the newest events of one tenant, newest first, in the format of the dashboard. Events that a wrong clock
-- dated ahead would come first until that time is reached, so it omits them; read.find_events finds them with p_to.
-- Reads raw and staging, writes nothing.
create or replace function read.recent_events(p_tenant_hk bytea, p_limit integer) returns jsonb
language plpgsql stable
as $$
declare
  v_latest constant timestamptz := clock_timestamp() + interval '1 minute';
  v_received timestamptz[];
  v_event_ids text[];
begin
  select array_agg(newest.received_timestamp order by newest.received_timestamp desc, newest.event_id desc),
      array_agg(newest.event_id order by newest.received_timestamp desc, newest.event_id desc)
    into v_received, v_event_ids
    from (
      select r.received_timestamp, r.event_id
      from raw.events as r
      where r.tenant_hk = p_tenant_hk and r.received_timestamp < v_latest
      order by r.received_timestamp desc, r.event_id desc
      limit p_limit
    ) as newest;
  return read.event_rows(p_tenant_hk, v_received, v_event_ids);
end;
$$;
