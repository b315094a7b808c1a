-- Measures one rule by the events of each hour: the kinds rate_below, rate_above, event_quiet and error_spike. The
-- value is null where there is too little to judge.
-- The hours are those in which the events happened. An hour is compared 5 minutes after its end, when late events have
-- come, with the hours at the same time of day in the rule's time zone: after a change of the clocks they are an hour
-- nearer or farther in UTC. A week without an event in that hour does not count: there was an outage, no site yet, or the
-- clocks left that hour out.
-- Reads totals.event_hours of a bounded number of hours, writes nothing.
create or replace function alerts.measure_hours(
  p_tenant_hk bytea, p_kind text, p_settings jsonb, p_now timestamptz,
  out value numeric, out threshold numeric, out message text
)
language plpgsql stable
as $$
declare
  v_event_type constant text := case when p_kind = 'error_spike' then 'js_error' else p_settings ->> 'event_type' end;
  v_type_hk constant bytea := sha256(convert_to(v_event_type, 'UTF8'));
  v_hour timestamptz := date_trunc('hour', p_now, 'UTC');
  v_zone constant text := coalesce(p_settings ->> 'timezone', 'UTC');
  v_local timestamp;
  v_hours timestamptz[];
  v_from timestamptz;
  v_last timestamptz;
  v_events numeric;
  v_before numeric;
  v_counted integer;
begin
  if p_kind in ('rate_below', 'rate_above') then
    threshold := (p_settings ->> 'percent')::numeric;
    v_hour := date_trunc('hour', p_now - interval '5 minutes', 'UTC') - interval '1 hour';
    v_local := v_hour at time zone v_zone;
    -- A zone may move its clock by half an hour, and totals have whole hours of UTC.
    v_hours := v_hour || array(
      select date_trunc('hour', w.hour_at, 'UTC')
      from (
        select v_local - n * interval '7 days' as local_at, (v_local - n * interval '7 days') at time zone v_zone as hour_at
        from generate_series(1, (p_settings ->> 'weeks')::integer) as n
      ) as w
      where w.hour_at at time zone v_zone = w.local_at);
    select coalesce(sum(t.events) filter (where t.hour_at = v_hour), 0),
        sum(t.events) filter (where t.hour_at < v_hour), count(distinct t.hour_at) filter (where t.hour_at < v_hour)
      into v_events, v_before, v_counted
      from totals.event_hours as t
      where t.tenant_hk = p_tenant_hk and t.hour_at = any (v_hours)
        and (v_type_hk is null or t.event_type_hk = v_type_hk);
    if v_counted >= least(2, (p_settings ->> 'weeks')::integer)
      and v_before / v_counted >= (p_settings ->> 'min_events')::numeric
    then
      value := trunc(100 * v_events / (v_before / v_counted), 1);
    end if;
    message := format('Percent of the usual %s in the hour from %s', coalesce('"' || v_event_type || '" events', 'events'),
      case when v_zone = 'UTC' then util.iso(v_hour)
        else to_char(v_local, 'YYYY-MM-DD HH24:MI') || ' (' || v_zone || ')' end);
  elsif p_kind = 'event_quiet' then
    threshold := (p_settings ->> 'hours')::numeric;
    v_from := v_hour - (threshold + 1) * interval '1 hour';
    v_last := (select max(t.hour_at) from totals.event_hours as t
      where t.tenant_hk = p_tenant_hk and t.hour_at >= v_from and t.hour_at <= p_now and t.event_type_hk = v_type_hk
        and t.events > 0);
    -- From the end of that hour: never earlier than the event itself would allow. One that has never come is quiet, too.
    value := case when v_last is null then threshold
      else greatest(0, trunc(extract(epoch from p_now - v_last) / 3600 - 1, 1)) end;
    message := format('Hours without a "%s" event', v_event_type);
  elsif p_kind = 'error_spike' then
    threshold := (p_settings ->> 'percent')::numeric;
    v_from := v_hour - interval '25 hours';
    v_last := v_hour - interval '1 hour';
    select greatest(
          coalesce(sum(t.events) filter (where t.hour_at = v_hour), 0),
          coalesce(sum(t.events) filter (where t.hour_at = v_last), 0)),
        coalesce(sum(t.events) filter (where t.hour_at < v_last), 0) / 24
      into v_events, v_before
      from totals.event_hours as t
      where t.tenant_hk = p_tenant_hk and t.hour_at >= v_from and t.hour_at <= v_hour and t.event_type_hk = v_type_hk;
    if v_events >= (p_settings ->> 'min_events')::numeric then
      value := trunc(100 * v_events / greatest(v_before, 1), 1);
    end if;
    message := 'Percent of the usual JavaScript errors an hour';
  end if;
end;
$$;
