-- Writes the facts of up to p_limit events that were loaded before there were facts, oldest arrival first. Returns how
-- many it looked at: less than p_limit at the end, and then none.
-- Reads raw, staging and facts, writes facts. Safe to repeat, and from several workers at once: they wait for each other.
create or replace function upkeep.fill_facts(p_tenant_hk bytea, p_limit integer default 500) returns integer
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
set timezone = 'UTC'
as $$
declare
  v_now timestamptz;
  v_until timestamptz;
  v_at timestamptz;
  v_id text;
  v_received timestamptz[];
  v_event_ids text[];
  v_rejected timestamptz[];
  v_rejected_ids text[];
  v_loaded business.keyed_event[];
  v_arrivals raw.arrival[];
begin
  -- Before the lock of the tenant: an erasure calls this too, and then takes that lock alone.
  select f.until_at, f.after_at, f.after_id into v_until, v_at, v_id
    from facts.fills as f
    where f.tenant_hk = p_tenant_hk
    for update;
  if not found then
    return 0;
  end if;
  perform raw.share_tenant(p_tenant_hk);
  v_now := clock_timestamp();
  select array_agg(s.received_timestamp order by s.received_timestamp, s.event_id),
      array_agg(s.event_id order by s.received_timestamp, s.event_id),
      array_agg(s.received_timestamp) filter (where s.business_status = 'REJECTED'),
      array_agg(s.event_id) filter (where s.business_status = 'REJECTED')
    into v_received, v_event_ids, v_rejected, v_rejected_ids
    from (
      select stored.received_timestamp, stored.event_id, stored.business_status
      from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp >= v_at and stored.received_timestamp < v_until
        and (stored.received_timestamp > v_at or stored.event_id > v_id)
      order by stored.received_timestamp, stored.event_id
      limit p_limit
    ) as s;
  if v_received is null then
    if v_now > v_until + interval '1 minute' then
      delete from facts.fills as f where f.tenant_hk = p_tenant_hk;
    end if;
    return 0;
  end if;

  v_loaded := business.loaded_events(p_tenant_hk, v_received, v_event_ids);
  v_loaded := array(
    select k from unnest(v_loaded) as k
    where not exists (
      select 1 from facts.events as e
      where e.tenant_hk = p_tenant_hk and e.event_at = k.event_timestamp and e.event_key = facts.short_key(k.event_hk)));
  if v_loaded <> '{}' then
    perform facts.add_events(p_tenant_hk, v_loaded, v_now);
  end if;
  if v_rejected is not null then
    v_arrivals := array(
      select row(r.received_timestamp, r.event_id, r.user_agent, r.raw_payload, r.enrichment)::raw.arrival
      from unnest(v_rejected, v_rejected_ids) as named(received_timestamp, event_id)
      join raw.site_tracking_events_r as r
        on r.tenant_hk = p_tenant_hk and r.received_timestamp = named.received_timestamp and r.event_id = named.event_id);
    perform facts.add_invalid(p_tenant_hk, v_arrivals, v_now);
  end if;
  update facts.fills as f
    set after_at = v_received[cardinality(v_received)], after_id = v_event_ids[cardinality(v_event_ids)]
    where f.tenant_hk = p_tenant_hk;
  return cardinality(v_received);
end;
$$;
