-- Returns the next stage changes of one tenant after a place, (p_after, p_after_id), in the order of their places: the
-- time of the change, then the event's id. docs/decisions/0040 explains the order. Without a place only makes a mark.
--
-- The times of a change are read before it commits, so a change can appear behind a later one. But whoever stores or
-- processes events holds raw.share_tenant before it reads the time. So this function makes a mark, {at, open}: the time,
-- then the transactions that hold the lock. Once all of `open` have ended, nothing can appear before `at`. Of the marks
-- that the caller got from earlier calls (p_marks) the latest such one is the border: later changes are not returned yet.
--
-- Returns {mark, changes, next, is_set_back}: next is the place after the changes, null if there is no border after
-- p_after. A call reads about p_limit arrivals, and returns at most about p_max_bytes, and one event more.
-- Reads raw, staging, totals.late_changes and the locks of the tenant, writes nothing. Each statement sees what was
-- committed before it, and that is needed: not for use in a transaction with one snapshot.
create or replace function read.stage_changes(
  p_tenant_hk bytea, p_after timestamptz, p_after_id text, p_marks jsonb,
  p_limit integer default 200, p_max_bytes integer default 524288
) returns jsonb
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
as $$
declare
  v_late constant interval := util.late_after();
  -- A stage that an event leaves sooner has no change of its own.
  v_brief constant interval := interval '100 milliseconds';
  v_now constant timestamptz := clock_timestamp();
  v_open constant text[] := raw.open_transactions(p_tenant_hk); -- after the time, before everything that is read
  v_mark constant jsonb := jsonb_build_object('at', util.iso(v_now), 'open', to_jsonb(v_open));
  v_until timestamptz;
  v_bound timestamptz;
  v_changes jsonb;
  v_last jsonb;
  v_is_all boolean;
begin
  if v_open = '{}' then
    v_until := v_now;
  else
    select max((m.mark ->> 'at')::timestamptz) into v_until
      from jsonb_array_elements(p_marks) as m(mark)
      where (m.mark ->> 'at')::timestamptz <= v_now and not exists (
        select 1 from jsonb_array_elements_text(m.mark -> 'open') as o(transaction) where o.transaction = any (v_open));
  end if;
  if p_after > v_now then
    -- The clock was set back. What has been stored since may be before p_after: better repeated than left out.
    return jsonb_build_object('mark', v_mark, 'changes', '[]'::jsonb, 'is_set_back', true, 'next',
      jsonb_build_object('at', util.iso(v_now - interval '1 second'), 'id', ''));
  end if;
  if p_after is null or v_until is null or v_until <= p_after then
    return jsonb_build_object('mark', v_mark, 'changes', '[]'::jsonb, 'next',
      case when p_after is null and v_until is not null then jsonb_build_object('at', util.iso(v_until), 'id', '') end);
  end if;

  -- Not more than a portion, and more than nothing.
  select r.received_timestamp into v_bound
    from raw.events as r
    where r.tenant_hk = p_tenant_hk and r.received_timestamp >= p_after and r.received_timestamp < v_until
    order by r.received_timestamp
    offset p_limit limit 1;
  if v_bound is not null then
    v_until := greatest(v_bound, p_after + interval '1 microsecond');
  end if;
  v_bound := null;
  select c.changed_at into v_bound
    from totals.late_changes as c
    where c.tenant_hk = p_tenant_hk and c.changed_at >= p_after and c.changed_at < v_until
    order by c.changed_at
    offset 10 limit 1;
  if v_bound is not null then
    v_until := greatest(v_bound, p_after + interval '1 microsecond');
  end if;

  with candidate as materialized (
    select found.received_timestamp, found.event_id, max(found.set_aside_at) as set_aside_at
    from (
      select r.received_timestamp, r.event_id, null::timestamptz as set_aside_at
      from raw.events as r
      where r.tenant_hk = p_tenant_hk and r.received_timestamp >= p_after and r.received_timestamp < v_until
      union all
      select s.received_timestamp, s.event_id, null
      from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk
        and s.received_timestamp >= p_after - v_late and s.received_timestamp < p_after
        and (s.processed_timestamp >= p_after or s.loaded_timestamp >= p_after)
      union all
      select c.first_arrival_at, c.event_id, c.changed_at
      from totals.late_changes as c
      where c.tenant_hk = p_tenant_hk and c.changed_at >= p_after and c.changed_at < v_until and c.event_id <> ''
      union all
      select s.received_timestamp, s.event_id, null
      from totals.late_changes as c
      join staging.site_tracking_events_s as s
        on s.tenant_hk = p_tenant_hk
        and s.received_timestamp >= c.first_arrival_at and s.received_timestamp <= c.last_arrival_at
        and s.processed_timestamp = c.changed_at
      where c.tenant_hk = p_tenant_hk and c.changed_at >= p_after and c.changed_at < v_until and c.event_id = ''
    ) as found
    group by found.received_timestamp, found.event_id
  ), timed as (
    select r.event_id, r.received_timestamp, s.event_timestamp, r.raw_payload, r.processing_status, r.error_message as raw_error,
      s.event_id is not null as is_staged, s.processed_timestamp, s.loaded_timestamp, s.business_status,
      s.error_message, s.validation_status, s.quality_score, s.validation_errors, s.session_id, s.visitor_id,
      s.page_host, s.page_path, s.page_url,
      case
        when s.event_id is not null then greatest(r.received_timestamp, s.processed_timestamp, s.loaded_timestamp)
        when r.processing_status = 'ERROR' then coalesce(greatest(c.set_aside_at, r.received_timestamp), 'infinity')
        else r.received_timestamp
      end as changed_at,
      -- When it left raw; null if it has not.
      case
        when s.event_id is not null then s.processed_timestamp
        when r.processing_status = 'ERROR' then coalesce(c.set_aside_at, 'infinity')
      end as left_raw_at
    from candidate as c
    join raw.site_tracking_events_r as r
      on r.tenant_hk = p_tenant_hk and r.received_timestamp = c.received_timestamp and r.event_id = c.event_id
    left join staging.site_tracking_events_s as s
      on s.tenant_hk = p_tenant_hk and s.received_timestamp = c.received_timestamp and s.event_id = c.event_id
  ), placed as (
    select timed.*,
      -- What happened at the border or later is for a later call; until then the event was in raw.
      timed.changed_at >= v_until as is_early,
      case when timed.changed_at >= v_until then timed.received_timestamp else timed.changed_at end as at
    from timed
    where timed.changed_at < v_until
      or (timed.received_timestamp >= p_after and timed.left_raw_at >= v_until
        and timed.left_raw_at >= timed.received_timestamp + v_brief)
  ), shown as (
    select placed.at, placed.event_id, business.page_key(placed.page_host, placed.page_path, placed.page_url) as page,
      placed.is_early, placed.is_staged and not placed.is_early as is_staged,
      placed.received_timestamp, placed.event_timestamp, placed.raw_payload, placed.processed_timestamp, placed.loaded_timestamp,
      placed.session_id, placed.visitor_id, placed.validation_status, placed.quality_score, placed.validation_errors,
      state.reason,
      case
        when placed.is_early then 'raw'
        when state.status = 'complete' then 'business'
        when state.status <> 'pending' then state.status
        when placed.is_staged then 'staging'
        else 'raw'
      end as stage,
      sum(1000 + coalesce(octet_length(placed.raw_payload ->> 'page_url'), 0)) over (order by placed.at, placed.event_id collate "C") as bytes
    from placed
    cross join lateral read.event_state(
      placed.processing_status, placed.raw_error, placed.business_status, placed.error_message, placed.validation_errors) as state
    where placed.at > p_after or (placed.at = p_after and placed.event_id collate "C" > p_after_id)
  ), kept as (
    select shown.*, lag(shown.bytes, 1, 0::bigint) over (order by shown.at, shown.event_id collate "C") < p_max_bytes as is_kept
    from shown
  )
  select
      coalesce(jsonb_agg(jsonb_build_object(
        'at', util.iso(k.at), 'page', case when k.is_staged then k.page end,
        'row', jsonb_build_object(
          'event_id', k.event_id,
          'raw_event_type', coalesce(k.raw_payload ->> 'event_type', 'page_view'),
          'raw_load_date', util.iso(k.received_timestamp),
          'event_timestamp', case when k.is_staged then util.iso(k.event_timestamp) end,
          'staging_status', case
            when k.stage = 'rejected' or (k.stage = 'set_aside' and not k.is_staged) then 'REJECTED'
            when k.stage = 'raw' then 'PENDING' else 'PROCESSED' end,
          'business_status', case
            when k.stage = 'business' then '✅ Complete Pipeline'
            when k.stage in ('set_aside', 'rejected') then '❌ Set aside' else '⏳ Pending' end,
          'page_url', coalesce(k.raw_payload ->> 'page_url', ''),
          'session_id', case when k.is_staged then k.session_id end,
          'visitor_id', case when k.is_staged then k.visitor_id end,
          'validation_status', case when k.is_staged then k.validation_status end,
          'quality_score', case when k.is_staged then k.quality_score end,
          'validation_errors', case when k.is_staged then k.validation_errors end,
          'stage', k.stage,
          'reason', case when not k.is_early then k.reason end,
          'layers', jsonb_build_object(
            'raw', jsonb_build_object('at', util.iso(k.received_timestamp)),
            'staging', case when k.is_staged then jsonb_build_object('at', util.iso(k.processed_timestamp)) end,
            'business', case when k.stage = 'business' then jsonb_build_object('at', util.iso(k.loaded_timestamp)) end))
      ) order by k.at, k.event_id collate "C") filter (where k.is_kept), '[]'),
      jsonb_agg(jsonb_build_object('at', util.iso(k.at), 'id', k.event_id) order by k.at desc, k.event_id collate "C" desc)
        filter (where k.is_kept) -> 0,
      coalesce(bool_and(k.is_kept), true)
    into v_changes, v_last, v_is_all
    from kept as k;

  return jsonb_build_object('mark', v_mark, 'changes', v_changes, 'next',
    case when v_is_all then jsonb_build_object('at', util.iso(v_until), 'id', '') else v_last end);
end;
$$;
