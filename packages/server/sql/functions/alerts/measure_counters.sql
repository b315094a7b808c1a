-- Measures one rule by the running totals of the pipeline, and by the oldest waiting event: the kinds no_events,
-- bad_share, set_aside_backlog and lag. The value is null where there is too little to judge. Cost: 16 rows and the
-- first entries of two indexes, however many events there are.
-- The totals are all-time. For the share within the last minutes the rule keeps samples of them, at most 12:
-- [[epoch, accepted, bad], …], the oldest one at least as old as the window, once there is one.
-- Reads totals.pipeline_counters, the queue and the index of staged pending events; writes nothing.
create or replace function alerts.measure_counters(
  p_tenant_hk bytea, p_kind text, p_settings jsonb, p_created_at timestamptz, p_samples jsonb, p_now timestamptz,
  out value numeric, out threshold numeric, out message text, out samples jsonb
)
language plpgsql stable
as $$
declare
  v_epoch constant numeric := extract(epoch from p_now);
  v_counts record;
  v_bad numeric;
  v_from numeric;
  v_oldest timestamptz;
  v_oldest_staged timestamptz;
begin
  samples := p_samples;
  select coalesce(sum(c.accepted), 0) as accepted, coalesce(sum(c.invalid), 0) as invalid,
      coalesce(sum(c.staging_failed + c.loading_failed), 0) as set_aside, max(c.latest_event_at) as latest_at
    into v_counts
    from totals.pipeline_counters as c
    where c.tenant_hk = p_tenant_hk;

  if p_kind = 'no_events' then
    threshold := (p_settings ->> 'minutes')::numeric;
    value := greatest(0, trunc(extract(epoch from p_now - coalesce(v_counts.latest_at, p_created_at)) / 60, 1));
    message := 'Minutes since the last event arrived';
  elsif p_kind = 'set_aside_backlog' then
    threshold := (p_settings ->> 'events')::numeric;
    value := v_counts.set_aside;
    message := 'Events that are set aside';
  elsif p_kind = 'lag' then
    threshold := (p_settings ->> 'seconds')::numeric;
    v_oldest := (select q.received_timestamp from raw.queue as q
      where q.tenant_hk = p_tenant_hk
      order by q.received_timestamp
      limit 1);
    v_oldest_staged := (select s.received_timestamp from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.business_status = 'PENDING'
      order by s.received_timestamp
      limit 1);
    value := greatest(0, coalesce(trunc(extract(epoch from p_now - least(v_oldest, v_oldest_staged)), 1), 0));
    message := 'Seconds that the oldest event has waited for processing';
  elsif p_kind = 'bad_share' then
    threshold := (p_settings ->> 'percent')::numeric;
    v_bad := case when p_settings ->> 'of' = 'rejected' then v_counts.invalid
      when p_settings ->> 'of' = 'set_aside' then v_counts.set_aside
      else v_counts.invalid + v_counts.set_aside end;
    v_from := v_epoch - (p_settings ->> 'minutes')::numeric * 60;
    -- Samples are a tenth of the window apart, so that their number does not depend on the window.
    if coalesce((samples -> -1 ->> 0)::numeric, 0) <= v_epoch - greatest(54, (v_epoch - v_from) / 10) then
      samples := samples || jsonb_build_array(jsonb_build_array(v_epoch, v_counts.accepted, v_bad));
    end if;
    -- Of the samples before the window only the newest is needed.
    select jsonb_agg(s.item order by s.n) into samples
      from (
        select e.item, e.n, lead((e.item ->> 0)::numeric) over (order by e.n) as next_epoch
        from jsonb_array_elements(samples) with ordinality as e(item, n)
      ) as s
      where s.next_epoch is null or s.next_epoch > v_from;
    v_counts.accepted := v_counts.accepted - (samples -> 0 ->> 1)::numeric;
    if v_counts.accepted >= (p_settings ->> 'min_events')::numeric then
      value := trunc(100 * greatest(0, v_bad - (samples -> 0 ->> 2)::numeric) / v_counts.accepted, 1);
    end if;
    message := format('Percent of the events of the last %s minutes that were %s', p_settings ->> 'minutes',
      case when p_settings ->> 'of' = 'rejected' then 'rejected' when p_settings ->> 'of' = 'set_aside' then 'set aside'
        else 'rejected or set aside' end);
  end if;
end;
$$;
