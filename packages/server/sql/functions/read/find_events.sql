-- Finds events of one tenant that match all filters that are not null (docs/reading.md describes them). Returns
-- {events, next}: at most p_limit events, newest first, from before the position (p_before, p_before_id); next is the
-- position for the next call, or null at the end.
-- Reads raw, staging and totals, writes nothing.
--
-- The filters have no indexes of their own: those would need more disk space than the events. The function reads rows
-- newest first, in growing portions, and at most p_budget rows per call, so that the cost of a call does not depend
-- on the number of events. A call that reaches the budget returns what it found, and next. The totals of session,
-- visitor and page narrow the time range first. They do not count events that are not loaded, so the function finds
-- those by small partial indexes.
create or replace function read.find_events(
  p_tenant_hk bytea, p_limit integer,
  p_event_type text default null, p_status text default null,
  p_from timestamptz default null, p_to timestamptz default null,
  p_page text default null, p_session_id text default null, p_visitor_id text default null,
  p_before timestamptz default null, p_before_id text default null,
  p_budget integer default 5000
) returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
as $$
declare
  v_from constant timestamptz := coalesce(p_from, '-infinity');
  -- Without p_to not those that a wrong clock dated ahead: see read.recent_events.
  v_to constant timestamptz := coalesce(p_to - interval '1 microsecond', clock_timestamp() + interval '1 minute');
  v_window_from timestamptz;
  v_window_to timestamptz;
  -- Two session ids can have the same business key: docs/pipeline.md, "Business keys".
  v_session_bk constant text := business.session_key(p_session_id);
  v_visitor_bk constant text := business.visitor_key(p_visitor_id);
  v_narrowed constant boolean := num_nonnulls(p_page, p_session_id, p_visitor_id) > 0;
  v_status constant text := case
    when p_status = 'complete' then 'LOADED' when p_status = 'rejected' then 'REJECTED'
    when p_status = 'set_aside' then 'ERROR' when p_status = 'pending' then 'PENDING' end;
  v_at timestamptz := coalesce(p_before, 'infinity');
  v_id text := coalesce(p_before_id, '');
  v_portion integer := least(p_budget, greatest(200, 2 * p_limit));
  v_left integer := p_budget;
  v_found_at timestamptz[] := '{}';
  v_found_ids text[] := '{}';
  v_portion_at timestamptz[];
  v_portion_ids text[];
  v_looked integer;
begin
  select w.p_from, w.p_to into v_window_from, v_window_to
    from read.arrival_window(p_tenant_hk, v_session_bk, v_visitor_bk, p_page, v_from, v_to) as w;

  -- The position is a bound on the arrival plus a filter on the id. With a row comparison, (arrival, id) < (…),
  -- beside another bound PostgreSQL starts the index scan at the bound that it finds first, and that may be the end
  -- of the table.
  loop
    with looked as materialized (
      select candidate.*
      from (
        -- Staged, within the time range of the totals.
        (
          select s.received_timestamp, s.event_id,
            read.event_matches(
              s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
              p_event_type, v_status, v_session_bk, v_visitor_bk, p_page) as matches
          from staging.site_tracking_events_s as s
          where coalesce(p_status, 'complete') = 'complete'
            and s.tenant_hk = p_tenant_hk
            and s.received_timestamp between v_window_from and least(v_window_to, v_at)
            and (s.received_timestamp < v_at or s.event_id < v_id)
          order by s.received_timestamp desc, s.event_id desc
          limit v_portion
        )
        union all
        -- Staged and not loaded: all of them if the caller asks only for these, else those outside the time range.
        (
          select s.received_timestamp, s.event_id,
            read.event_matches(
              s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
              p_event_type, v_status, v_session_bk, v_visitor_bk, p_page)
          from staging.site_tracking_events_s as s
          where (p_status in ('set_aside', 'rejected') or (p_status is null and v_narrowed))
            and s.tenant_hk = p_tenant_hk
            and s.business_status in ('ERROR', 'REJECTED')
            and s.received_timestamp between v_from and least(v_to, v_at)
            and (s.received_timestamp < v_at or s.event_id < v_id)
            and (p_status is not null or s.received_timestamp not between v_window_from and v_window_to)
          order by s.received_timestamp desc, s.event_id desc
          limit v_portion
        )
        union all
        (
          select s.received_timestamp, s.event_id,
            read.event_matches(
              s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
              p_event_type, v_status, v_session_bk, v_visitor_bk, p_page)
          from staging.site_tracking_events_s as s
          where (p_status = 'pending' or (p_status is null and v_narrowed))
            and s.tenant_hk = p_tenant_hk
            and s.business_status = 'PENDING'
            and s.received_timestamp between v_from and least(v_to, v_at)
            and (s.received_timestamp < v_at or s.event_id < v_id)
            and (p_status is not null or s.received_timestamp not between v_window_from and v_window_to)
          order by s.received_timestamp desc, s.event_id desc
          limit v_portion
        )
        union all
        -- Not staged: session, visitor and page are not known yet.
        (
          select r.received_timestamp, r.event_id,
            p_event_type is null or coalesce(r.raw_payload ->> 'event_type', 'page_view') = p_event_type
          from raw.queue as q
          cross join lateral (
            select e.* from raw.events as e
            where e.tenant_hk = p_tenant_hk and e.received_timestamp = q.received_timestamp and e.event_id = q.event_id
            offset 0
          ) as r
          where coalesce(p_status, 'pending') = 'pending' and not v_narrowed
            and q.tenant_hk = p_tenant_hk
            and q.received_timestamp between v_from and least(v_to, v_at)
            and (q.received_timestamp < v_at or q.event_id < v_id)
          order by q.received_timestamp desc, q.event_id desc
          limit v_portion
        )
        union all
        (
          select r.received_timestamp, r.event_id,
            p_event_type is null or coalesce(r.raw_payload ->> 'event_type', 'page_view') = p_event_type
          from raw.set_aside as f
          cross join lateral (
            select e.* from raw.events as e
            where e.tenant_hk = p_tenant_hk and e.received_timestamp = f.received_timestamp and e.event_id = f.event_id
            offset 0
          ) as r
          where coalesce(p_status, 'set_aside') = 'set_aside' and not v_narrowed
            and f.tenant_hk = p_tenant_hk
            and f.received_timestamp between v_from and least(v_to, v_at)
            and (f.received_timestamp < v_at or f.event_id < v_id)
          order by f.received_timestamp desc, f.event_id desc
          limit v_portion
        )
      ) as candidate
      order by candidate.received_timestamp desc, candidate.event_id desc
      limit v_portion
    ), found as (
      select looked.received_timestamp, looked.event_id
      from looked
      where looked.matches
      order by looked.received_timestamp desc, looked.event_id desc
      limit p_limit - cardinality(v_found_ids)
    )
    select
      (select array_agg(found.received_timestamp order by found.received_timestamp desc, found.event_id desc) from found),
      (select array_agg(found.event_id order by found.received_timestamp desc, found.event_id desc) from found),
      (select count(*) from looked), last.received_timestamp, last.event_id
      into v_portion_at, v_portion_ids, v_looked, v_at, v_id
      from (select 1) as nothing
      left join lateral (
        select looked.received_timestamp, looked.event_id from looked
        order by looked.received_timestamp, looked.event_id
        limit 1
      ) as last on true;

    v_found_at := v_found_at || v_portion_at;
    v_found_ids := v_found_ids || v_portion_ids;
    v_left := v_left - v_looked;
    if cardinality(v_found_ids) = p_limit then
      v_at := v_found_at[p_limit];
      v_id := v_found_ids[p_limit];
      exit;
    elsif v_looked < v_portion then
      v_at := null;
      exit;
    end if;
    exit when v_left <= 0;
    v_portion := least(4 * v_portion, v_left);
  end loop;

  return jsonb_build_object(
    'events', read.event_rows(p_tenant_hk, v_found_at, v_found_ids),
    'next', case when v_at is not null then jsonb_build_object('receivedAt', util.iso(v_at), 'eventId', v_id) end);
end;
$$;
