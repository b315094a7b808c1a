-- Stores a batch of one tenant's events in the raw layer, each id once. With p_process it also takes them through
-- staging and business. Returns one row per event, in the given order.
--
-- p_events: [{event_id, payload, origin}]. origin is an index into p_origins, from 0:
-- p_origins: [{client_ip_hash (hex), user_agent, enrichment}]. The events of a request share one origin, so that
-- p_events does not repeat it: it is a third of an event's size.
-- Reads and writes raw and totals; with p_process also staging and business. Safe to repeat: a known id is a
-- duplicate and changes nothing. If two callers store the same new id, the second waits for the first.
create or replace function api.store_events(
  p_tenant_hk bytea, p_events jsonb, p_process boolean, p_origins jsonb, p_record_source text default 'web'
) returns table (event_id text, duplicate boolean, received_timestamp timestamptz, status text, reason jsonb)
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_month date;
  v_received timestamptz[];
  v_event_ids text[];
  v_arrivals raw.arrival[];
  v_processed record;
  v_not_loaded integer := 0;
  v_duplicates integer;
begin
  perform auth.require_tenant(p_tenant_hk);
  perform raw.share_tenant(p_tenant_hk);
  v_now := util.arrival_time(jsonb_array_length(p_events));
  v_month := date_trunc('month', v_now at time zone 'UTC');

  -- Sorted by id, so two batches that share ids wait for each other at most once and cannot deadlock; for the same reason
  -- the agents wait until the ids are done (`array(…) is not null`).
  with listed as materialized (
    -- If an id appears twice in this batch, the first is the event.
    select given.event ->> 'event_id' as event_id, min(given.n)::integer - 1 as n
    from jsonb_array_elements(p_events) with ordinality as given(event, n)
    group by given.event ->> 'event_id'
  ), fresh as (
    insert into raw.event_ids as i (tenant_hk, event_id, received_timestamp)
    select p_tenant_hk, listed.event_id, v_now + listed.n * interval '1 microsecond'
    from listed
    order by listed.event_id
    on conflict do nothing
    returning i.received_timestamp, i.event_id
  ), origins as materialized (
    select known.n, decode(known.origin ->> 'client_ip_hash', 'hex') as client_ip_hash,
      agent.user_agent, agent.enrichment, raw.agent_hk(v_month, agent.user_agent, agent.enrichment) as agent_hk
    from jsonb_array_elements(p_origins) with ordinality as known(origin, n)
    cross join lateral (
      select known.origin ->> 'user_agent' as user_agent, nullif(known.origin -> 'enrichment', 'null') as enrichment
      offset 0
    ) as agent
  ), arrived as materialized (
    select fresh.event_id, fresh.received_timestamp, listed.n
    from fresh
    join listed on listed.event_id = fresh.event_id
  ), agents as (
    insert into raw.agents as a (tenant_hk, agent_hk, month, user_agent, enrichment)
    select distinct on (o.agent_hk) p_tenant_hk, o.agent_hk, v_month, o.user_agent, o.enrichment
    from origins as o
    where o.agent_hk is not null and array(select arrived.event_id from arrived) <> '{}'
    order by o.agent_hk
    on conflict do nothing
    returning a.agent_hk
  ), stored as (
    insert into raw.events as e (
      tenant_hk, received_timestamp, event_id, agent_hk, client_ip_hash, record_source, raw_payload)
    select p_tenant_hk, arrived.received_timestamp, arrived.event_id, o.agent_hk, o.client_ip_hash, p_record_source,
      given.event -> 'payload'
    from (select a.* from arrived as a order by a.received_timestamp offset 0) as arrived
    cross join lateral (select p_events -> arrived.n as event offset 0) as given
    left join origins as o on o.n = (given.event ->> 'origin')::integer + 1
    where array(select agents.agent_hk from agents) is not null
    returning e.received_timestamp, e.event_id, e.agent_hk, e.raw_payload
  ), queued as (
    insert into raw.queue as q (tenant_hk, received_timestamp, event_id)
    select p_tenant_hk, a.received_timestamp, a.event_id
    from arrived as a
    where not p_process
    order by a.received_timestamp
    returning q.event_id
  )
  select array_agg(s.received_timestamp order by s.received_timestamp),
      array_agg(s.event_id order by s.received_timestamp),
      array_agg(row(s.received_timestamp, s.event_id, o.user_agent, s.raw_payload, o.enrichment)::raw.arrival
        order by s.received_timestamp) filter (where p_process)
    into v_received, v_event_ids, v_arrivals
    from stored as s
    -- The same agent may come from several addresses.
    left join (
      select distinct on (a.agent_hk) a.agent_hk, a.user_agent, a.enrichment from origins as a order by a.agent_hk
    ) as o on o.agent_hk = s.agent_hk
    where array(select queued.event_id from queued) is not null;

  if p_process then
    v_processed := pipeline.process_events(p_tenant_hk, v_arrivals, p_are_new => true);
    v_not_loaded := v_processed.invalid + v_processed.failed;
  elsif v_event_ids is not null then
    perform totals.count(p_tenant_hk, v_now,
      p_accepted => cardinality(v_event_ids), p_arrived_at => v_received[cardinality(v_received)]);
  end if;

  v_duplicates := jsonb_array_length(p_events) - coalesce(cardinality(v_event_ids), 0);
  if v_duplicates > 0 then
    perform totals.count_duplicates(p_tenant_hk, v_now, v_duplicates);
  elsif v_not_loaded = 0 then
    -- The usual case: every event is new and loaded, so nothing has to be read.
    return query
      select fresh.event_id, false, fresh.received_timestamp, case when p_process then 'complete' else 'pending' end, null::jsonb
      from unnest(v_received, v_event_ids) with ordinality as fresh(received_timestamp, event_id, n)
      order by fresh.n;
    return;
  end if;

  return query
    select known.event_id,
      -- If an id appears twice in this batch, the first is the event and the others are duplicates.
      known.event_id <> all (coalesce(v_event_ids, '{}')) or listed.n > min(listed.n) over (partition by known.event_id),
      known.received_timestamp, state.status, state.reason
    from jsonb_array_elements(p_events) with ordinality as listed(event, n)
    join raw.event_ids as known
      on known.tenant_hk = p_tenant_hk and known.event_id = listed.event ->> 'event_id'
    left join lateral (
      select stored.processing_status, stored.error_message from raw.site_tracking_events_r as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = known.received_timestamp
        and stored.event_id = known.event_id
      offset 0
    ) as r on true
    left join lateral (
      select stored.business_status, stored.error_message, stored.validation_errors
      from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = known.received_timestamp
        and stored.event_id = known.event_id
      offset 0
    ) as s on true
    cross join lateral read.event_state(
      r.processing_status, r.error_message, s.business_status, s.error_message, s.validation_errors) as state
    order by listed.n;
end;
$$;
