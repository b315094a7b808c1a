-- Returns the next portion of an export: the events of one tenant after the place (p_after, p_after_id) that arrived
-- before p_until and match all filters that are not null, in the order of (arrival, id), each as it arrived and as it
-- was staged. JSON comes as text, since the caller passes it on as it is.
--
-- A call looks at no more than p_limit events, and stops after p_max_bytes of text and one event more, so its time and
-- its memory do not depend on the number of events. If there may be more, the last row is the place to go on from, with
-- nothing else in it. The events that are not loaded, or not known by session, visitor or page, are found as in
-- read.find_events.
-- Reads raw, staging and totals, writes nothing.
create or replace function read.export_events(
  p_tenant_hk bytea, p_after timestamptz, p_after_id text, p_until timestamptz,
  p_event_type text default null, p_status text default null,
  p_page text default null, p_session_id text default null, p_visitor_id text default null,
  p_limit integer default 1000, p_max_bytes integer default 1048576
) returns table (
  received_at text, event_id text, event_type text, page_url text, stage text, reason text, user_agent text, staged text,
  event_data text
)
language plpgsql stable
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
as $$
#variable_conflict use_column
declare
  v_session_bk constant text := business.session_key(p_session_id);
  v_visitor_bk constant text := business.visitor_key(p_visitor_id);
  v_narrowed constant boolean := num_nonnulls(p_page, p_session_id, p_visitor_id) > 0;
  v_status constant text := case
    when p_status = 'complete' then 'LOADED' when p_status = 'rejected' then 'REJECTED'
    when p_status = 'set_aside' then 'ERROR' when p_status = 'pending' then 'PENDING' end;
  v_after constant timestamptz := coalesce(p_after, '-infinity');
  v_after_id constant text := coalesce(p_after_id, '');
  v_window_from timestamptz;
  v_window_to timestamptz;
  v_looked integer := 0;
  v_bytes bigint := 0;
  v_row record;
begin
  select w.p_from, w.p_to into v_window_from, v_window_to
    from read.arrival_window(p_tenant_hk, v_session_bk, v_visitor_bk, p_page, v_after, p_until) as w;

  -- A loop reads its rows a few at a time: what comes after the last one that fits is not made.
  for v_row in
    select c.received_timestamp, c.event_id, given.event_type, given.page_url, given.event_data, a.user_agent,
      s.event_id is not null as is_staged,
      case
        when state.status = 'complete' then 'business'
        when state.status = 'pending' then case when s.event_id is null then 'raw' else 'staging' end
        else state.status end as stage,
      state.reason,
      case when s.event_id is not null then
        jsonb_strip_nulls(to_jsonb(s) - array[
          'tenant_hk', 'event_id', 'received_timestamp', 'event_type', 'page_url', 'items', 'business_status',
          'error_message', 'retry_count', 'next_attempt_at', 'validation_errors'])
        || jsonb_strip_nulls(jsonb_build_object(
          'event_timestamp', util.iso(s.event_timestamp), 'processed_timestamp', util.iso(s.processed_timestamp),
          'loaded_timestamp', util.iso(s.loaded_timestamp)))
        || jsonb_build_object('validation_errors', s.validation_errors) end as staged,
      case when s.event_id is null
        then not v_narrowed and coalesce(p_status, state.status) = state.status
          and (p_event_type is null or given.event_type = p_event_type)
        else read.event_matches(
          s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
          p_event_type, v_status, v_session_bk, v_visitor_bk, p_page) end as matches
    from (
      select candidate.*
      from (
        (
          select e.received_timestamp, e.event_id
          from raw.events as e
          where coalesce(p_status, 'complete') = 'complete' and not v_narrowed
            and e.tenant_hk = p_tenant_hk
            and e.received_timestamp >= v_after and e.received_timestamp < p_until
            and (e.received_timestamp > v_after or e.event_id > v_after_id)
          order by e.received_timestamp, e.event_id
          limit p_limit
        )
        union all
        -- Of a session, a visitor or a page: within the time range of its totals,
        (
          select s.received_timestamp, s.event_id
          from staging.site_tracking_events_s as s
          where coalesce(p_status, 'complete') = 'complete' and v_narrowed
            and s.tenant_hk = p_tenant_hk
            and s.received_timestamp >= v_window_from and s.received_timestamp <= v_window_to
            and s.received_timestamp < p_until
            and (s.received_timestamp > v_after or s.event_id > v_after_id)
          order by s.received_timestamp, s.event_id
          limit p_limit
        )
        union all
        -- and those that the totals do not count. Or only the ones that failed.
        (
          select s.received_timestamp, s.event_id
          from staging.site_tracking_events_s as s
          where (p_status in ('set_aside', 'rejected') or (p_status is null and v_narrowed))
            and s.tenant_hk = p_tenant_hk
            and s.business_status in ('ERROR', 'REJECTED')
            and s.received_timestamp >= v_after and s.received_timestamp < p_until
            and (s.received_timestamp > v_after or s.event_id > v_after_id)
            and (p_status is not null or s.received_timestamp not between v_window_from and v_window_to)
          order by s.received_timestamp, s.event_id
          limit p_limit
        )
        union all
        (
          select s.received_timestamp, s.event_id
          from staging.site_tracking_events_s as s
          where p_status = 'pending'
            and s.tenant_hk = p_tenant_hk
            and s.business_status = 'PENDING'
            and s.received_timestamp >= v_after and s.received_timestamp < p_until
            and (s.received_timestamp > v_after or s.event_id > v_after_id)
          order by s.received_timestamp, s.event_id
          limit p_limit
        )
        union all
        (
          select q.received_timestamp, q.event_id
          from raw.queue as q
          where p_status = 'pending' and not v_narrowed
            and q.tenant_hk = p_tenant_hk
            and q.received_timestamp >= v_after and q.received_timestamp < p_until
            and (q.received_timestamp > v_after or q.event_id > v_after_id)
          order by q.received_timestamp, q.event_id
          limit p_limit
        )
        union all
        (
          select f.received_timestamp, f.event_id
          from raw.set_aside as f
          where p_status = 'set_aside' and not v_narrowed
            and f.tenant_hk = p_tenant_hk
            and f.received_timestamp >= v_after and f.received_timestamp < p_until
            and (f.received_timestamp > v_after or f.event_id > v_after_id)
          order by f.received_timestamp, f.event_id
          limit p_limit
        )
      ) as candidate
      order by candidate.received_timestamp, candidate.event_id
      limit p_limit
    ) as c
    cross join lateral (
      select e.* from raw.events as e
      where e.tenant_hk = p_tenant_hk and e.received_timestamp = c.received_timestamp and e.event_id = c.event_id
      offset 0
    ) as r
    left join lateral (
      select t.* from staging.site_tracking_events_s as t
      where t.tenant_hk = p_tenant_hk and t.received_timestamp = c.received_timestamp and t.event_id = c.event_id
      offset 0
    ) as s on true
    left join lateral (
      select g.user_agent from raw.agents as g where g.tenant_hk = p_tenant_hk and g.agent_hk = r.agent_hk offset 0
    ) as a on true
    left join lateral (
      select q.event_id from raw.queue as q
      where q.tenant_hk = p_tenant_hk and q.received_timestamp = c.received_timestamp and q.event_id = c.event_id
      offset 0
    ) as waiting on true
    left join lateral (
      select f.event_id, f.error_message from raw.set_aside as f
      where f.tenant_hk = p_tenant_hk and f.received_timestamp = c.received_timestamp and f.event_id = c.event_id
      offset 0
    ) as failed on true
    cross join lateral (
      select coalesce(r.raw_payload ->> 'event_type', 'page_view') as event_type,
        coalesce(r.raw_payload ->> 'page_url', '') as page_url,
        coalesce(r.raw_payload -> 'event_data', '{}') as event_data
      offset 0
    ) as given
    cross join lateral read.event_state(
      case when waiting.event_id is not null then 'PENDING' when failed.event_id is not null then 'ERROR' else 'PROCESSED' end,
      failed.error_message, s.business_status, s.error_message, s.validation_errors) as state
    order by c.received_timestamp, c.event_id
  loop
    v_looked := v_looked + 1;
    if v_row.matches then
      received_at := util.iso(v_row.received_timestamp);
      event_id := v_row.event_id;
      event_type := v_row.event_type;
      page_url := v_row.page_url;
      stage := v_row.stage;
      reason := v_row.reason::text;
      user_agent := v_row.user_agent;
      staged := v_row.staged::text;
      event_data := v_row.event_data::text;
      v_bytes := v_bytes + 400 + octet_length(event_data) + octet_length(page_url) + coalesce(octet_length(staged), 0);
      return next;
    end if;
    if v_looked = p_limit or v_bytes >= p_max_bytes then
      received_at := util.iso(v_row.received_timestamp);
      event_id := v_row.event_id;
      event_type := null;
      page_url := null;
      stage := null;
      reason := null;
      user_agent := null;
      staged := null;
      event_data := null;
      return next;
      return;
    end if;
  end loop;
end;
$$;
