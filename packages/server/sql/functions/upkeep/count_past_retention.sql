-- Counts what maintenance would delete of one tenant now if its retention were p_days: raw rows by their arrival, events
-- and sessions of the facts, and imported counts. Each count ends at p_most, so that the call takes the same however
-- much there is.
-- Reads raw, facts and history, writes nothing.
create or replace function upkeep.count_past_retention(
  p_tenant_hk bytea, p_days integer, p_most integer, p_now timestamptz default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_before constant timestamptz := coalesce(p_now, clock_timestamp()) - make_interval(days => p_days);
  v_first_day constant date := (v_before at time zone 'UTC')::date;
  v_events bigint;
  v_facts bigint;
  v_sessions bigint;
  v_imported bigint;
begin
  select count(*) into v_events
    from (
      select r.received_timestamp from raw.events as r
      where r.tenant_hk = p_tenant_hk and r.received_timestamp < v_before
      order by r.received_timestamp
      limit p_most
    ) as oldest;
  select count(*) into v_facts
    from (
      select e.event_at from facts.events as e
      where e.tenant_hk = p_tenant_hk and e.event_at < v_before
      order by e.event_at
      limit p_most
    ) as oldest;
  select count(*) into v_sessions
    from (
      select s.started_at from facts.sessions as s
      where s.tenant_hk = p_tenant_hk and s.started_at < v_before and s.ended_at < v_before
      order by s.started_at
      limit p_most
    ) as oldest;
  select count(*) into v_imported
    from (
      select c.on_day from history.counts as c
      where c.tenant_hk = p_tenant_hk and c.on_day < v_first_day
      order by c.on_day
      limit p_most
    ) as oldest;
  return jsonb_build_object(
    'events', v_events, 'analyticsEvents', v_facts, 'analyticsSessions', v_sessions, 'importedCounts', v_imported);
end;
$$;
