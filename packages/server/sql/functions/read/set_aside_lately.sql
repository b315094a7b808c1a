-- Returns how many of the events that arrived in the last 5 minutes are set aside, of how many, and the 5 most frequent
-- reasons: {setAside, accepted, reasons: [{rule, message, count}]}. Finds set-aside events in the indexes of retries,
-- which hold an event for its first 11 minutes. Its work is bounded: it counts at most 2,000 set-aside events, and at
-- most 100 times as many accepted ones; without set-aside events it does not count accepted ones at all. Runs with the
-- rights of the schema's owner, because row-level security shows other roles only one tenant.
-- Reads raw, staging and totals.pipeline_counters, writes nothing.
create or replace function read.set_aside_lately() returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_since constant timestamptz := clock_timestamp() - interval '5 minutes';
  v_most constant integer := 1000;
  v_raw text[];
  v_staging text[];
  v_set_aside integer;
  v_enough integer;
  v_accepted integer := 0;
begin
  select array_agg(f.code) into v_raw
  from (
    select left(r.error_message, 5) as code from raw.set_aside as r
    where r.next_attempt_at is not null and r.received_timestamp > v_since
    limit v_most
  ) as f;
  select array_agg(f.code) into v_staging
  from (
    select left(s.error_message, 5) as code from staging.site_tracking_events_s as s
    where s.next_attempt_at is not null and s.business_status = 'ERROR' and s.received_timestamp > v_since
    limit v_most
  ) as f;
  v_set_aside := coalesce(cardinality(v_raw || v_staging), 0);
  if v_set_aside > 0 then
    v_enough := v_set_aside * 100;
    -- A tenant's newest rows, by its primary key: a condition on the time alone would read whole partitions.
    select count(*) into v_accepted
    from (
      select 1
      from (select distinct c.tenant_hk from totals.pipeline_counters as c where c.latest_event_at > v_since) as k
      cross join lateral (
        select r.received_timestamp from raw.events as r
        where r.tenant_hk = k.tenant_hk and r.received_timestamp > v_since
        order by r.received_timestamp desc
        limit v_enough
      ) as arrived
      limit v_enough
    ) as counted;
  end if;
  return jsonb_build_object(
    'setAside', v_set_aside,
    -- Not less: a set-aside event has arrived.
    'accepted', greatest(v_accepted, v_set_aside),
    'reasons', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object('rule', state.reason ->> 'rule', 'message', state.reason ->> 'message', 'count', f.events)
          order by f.events desc, f.code),
        '[]')
      from (
        select e.code, count(*) as events
        from unnest(v_raw || v_staging) as e(code)
        group by e.code
        order by count(*) desc, e.code
        limit 5
      ) as f
      cross join lateral read.event_state('ERROR', f.code, null, null, null) as state
    ));
end;
$$;
