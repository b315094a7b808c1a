-- Counts loaded events of one tenant by the hour in which they happened, from p_from to before p_to; with
-- p_event_type only events of that type. Omits hours without events. Without p_to not the hours of events that a wrong
-- clock dated ahead (see read.recent_events), without p_from only the last day.
-- Reads totals.event_hours, writes nothing.
create or replace function read.hours(
  p_tenant_hk bytea, p_from timestamptz, p_to timestamptz, p_event_type text default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_to constant timestamptz := coalesce(p_to, clock_timestamp() + interval '1 minute');
  v_from constant timestamptz := coalesce(p_from, v_to - interval '1 day');
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('hour', util.iso(counted.hour_at), 'events', counted.events) order by counted.hour_at), '[]')
    from (
      select t.hour_at, sum(t.events) as events
      from totals.event_hours as t
      where t.tenant_hk = p_tenant_hk
        and t.hour_at >= v_from and t.hour_at < v_to
        and (p_event_type is null or t.event_type_hk = sha256(convert_to(p_event_type, 'UTF8')))
      group by t.hour_at
    ) as counted
  );
end;
$$;
