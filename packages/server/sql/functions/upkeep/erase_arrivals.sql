-- Deletes the given arrivals from raw and staging, in any state, and subtracts them from the running totals. p_events
-- holds the events to erase from the vault, including events whose rows retention has deleted. Keeps the ids and sets
-- their erased_at. Returns the number of rows per table.
-- Writes raw, staging and totals. Not safe to repeat with the same p_events: it subtracts them again.
create or replace function upkeep.erase_arrivals(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_events business.keyed_event[]
) returns jsonb
language plpgsql
as $$
declare
  v_raw integer;
  v_raw_failed integer;
  v_agents bytea[];
  v_staging record;
  v_ids integer;
  v_forgotten integer;
begin
  with gone as (
    delete from staging.site_tracking_events_s as s
    using unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    where s.tenant_hk = p_tenant_hk and s.received_timestamp = named.received_timestamp and s.event_id = named.event_id
    returning s.business_status
  )
  select count(*)::integer as total,
      (count(*) filter (where gone.business_status = 'REJECTED'))::integer as invalid,
      (count(*) filter (where gone.business_status = 'LOADED'))::integer as loaded,
      (count(*) filter (where gone.business_status = 'ERROR'))::integer as failed
    into v_staging
    from gone;
  delete from raw.queue as q
    using unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    where q.tenant_hk = p_tenant_hk and q.received_timestamp = named.received_timestamp and q.event_id = named.event_id;
  delete from raw.set_aside as f
    using unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    where f.tenant_hk = p_tenant_hk and f.received_timestamp = named.received_timestamp and f.event_id = named.event_id;
  get diagnostics v_raw_failed = row_count;
  with gone as (
    delete from raw.events as r
    using unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    where r.tenant_hk = p_tenant_hk and r.received_timestamp = named.received_timestamp and r.event_id = named.event_id
    returning r.agent_hk
  )
  select count(*)::integer, array_agg(distinct gone.agent_hk) into v_raw, v_agents from gone;
  -- An agent that no other event has may name the person. No index has the agents, so an agent that others have ends
  -- this search early, and one that nobody else has reads all events of the tenant.
  delete from raw.agents as a
    where a.tenant_hk = p_tenant_hk and a.agent_hk = any (v_agents)
      and not exists (select 1 from raw.events as r where r.tenant_hk = p_tenant_hk and r.agent_hk = a.agent_hk);
  update raw.event_ids as i
    set erased_at = now()
    where i.tenant_hk = p_tenant_hk
      and i.event_id = any (coalesce(p_event_ids, '{}') || array(select k.event_id from unnest(p_events) as k));
  get diagnostics v_ids = row_count;

  -- The running totals and totals.forgotten count events that retention deleted. Subtract them from both.
  v_forgotten := coalesce(cardinality(p_events), 0) - v_staging.loaded;
  perform totals.count(p_tenant_hk, clock_timestamp(),
    p_accepted => -v_raw - v_forgotten,
    p_staged => v_staging.invalid - v_staging.total - v_forgotten,
    p_invalid => -v_staging.invalid,
    p_loaded => -v_staging.loaded - v_forgotten,
    p_staging_failed => -v_raw_failed,
    p_loading_failed => -v_staging.failed);
  update totals.forgotten as f
    set events = f.events - v_forgotten, staged = f.staged - v_forgotten, loaded = f.loaded - v_forgotten
    where f.tenant_hk = p_tenant_hk;
  return jsonb_build_object(
    'raw.site_tracking_events_r', v_raw, 'staging.site_tracking_events_s', v_staging.total,
    'raw.event_ids (marked)', v_ids);
end;
$$;
