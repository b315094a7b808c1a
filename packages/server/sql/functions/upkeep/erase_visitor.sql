-- Erases a visitor from every layer, in one transaction: the events that name the visitor, and the sessions of this
-- visitor only with all their events, in any state. Corrects the totals. Returns {events, rows: {table: rows}}.
-- read.visitor_traces verifies the result.
--
-- A session that other visitors share stays: the function deletes the events that name this visitor and rebuilds the
-- session from the rest. It deletes pages that no other visitor has seen, but keeps items: an item is a product, not
-- a person. It keeps the ids of the events, without content, so that a resent event is a duplicate and does not come
-- back.
--
-- Reads and writes all layers of the tenant. Safe to repeat. Most reads come before the lock, so that the tenant can
-- store and load events meanwhile. The deletes under the lock find their rows by key.
create or replace function upkeep.erase_visitor(p_tenant_hk bytea, p_visitor_id text, p_actor text default null) returns jsonb
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
set jit = off -- compiling takes longer than all work under the lock
set timezone = 'UTC'
as $$
declare
  v_mark constant timestamptz := clock_timestamp() - interval '1 minute'; -- storing a batch takes less than a minute
  v_visitor_bk constant text := business.visitor_key(p_visitor_id);
  v_visitor_hk constant bytea := util.hash_key(v_visitor_bk, p_tenant_hk);
  v_sessions bytea[];
  v_alone bytea[];                      -- sessions of this visitor only
  v_shared bytea[];                     -- sessions that other visitors share
  v_alone_bks text[];
  v_shared_bks text[];
  v_received timestamptz[];             -- arrivals to erase from raw and staging
  v_event_ids text[];
  v_shared_received timestamptz[];      -- arrivals of the shared sessions
  v_shared_ids text[];
  v_pages bytea[];                      -- pages that the visitor has seen
  v_forgotten business.keyed_event[];   -- vault events of all these sessions, if retention has deleted any
  v_item_links bytea[] := '{}';
  v_arrivals business.keyed_event[];    -- events to erase from the vault that staging still has
  v_events business.keyed_event[];      -- all events to erase from the vault
  v_rest business.keyed_event[];        -- events that the shared sessions keep
  v_rows jsonb := '{}';
  v_erased jsonb;
begin
  perform auth.require_tenant(p_tenant_hk);
  perform auth.act_as(p_actor);
  perform upkeep.hold_retention(p_tenant_hk);

  -- Read without a lock

  select f.sessions, f.alone, f.shared into v_sessions, v_alone, v_shared
    from business.visitor_sessions(p_tenant_hk, v_visitor_hk) as f;
  -- Variables, because PostgreSQL would compute an argument of an inlined function again for every row.
  v_alone_bks := business.session_bks(p_tenant_hk, v_alone);
  v_shared_bks := business.session_bks(p_tenant_hk, v_shared);
  select array_agg(e.received_timestamp), array_agg(e.event_id) into v_received, v_event_ids
    from upkeep.arrivals_of(p_tenant_hk, v_visitor_bk, v_alone_bks) as e;
  if v_shared <> '{}' then
    select array_agg(e.received_timestamp), array_agg(e.event_id) into v_shared_received, v_shared_ids
      from upkeep.arrivals_of(p_tenant_hk, null, v_shared_bks) as e;
  end if;
  v_pages := array(
    select v.site_page_hk from totals.page_visitors as v where v.tenant_hk = p_tenant_hk and v.site_visitor_hk = v_visitor_hk);
  if exists (select from totals.forgotten as f where f.tenant_hk = p_tenant_hk and f.events > 0) then
    v_forgotten := business.vault_events(p_tenant_hk, v_sessions);
    select coalesce(array_agg(l.link_event_business_item_hk), '{}') into v_item_links
      from business.event_business_item_l as l
      where l.tenant_hk = p_tenant_hk
        and l.site_event_hk = any (array(select k.event_hk from unnest(v_forgotten) as k where k.session_hk = any (v_alone)));
  end if;

  -- Take the lock, and read what arrived meanwhile

  perform raw.own_tenant(p_tenant_hk);
  select f.sessions, f.alone, f.shared into v_sessions, v_alone, v_shared
    from business.visitor_sessions(p_tenant_hk, v_visitor_hk) as f;
  v_alone_bks := business.session_bks(p_tenant_hk, v_alone);
  v_shared_bks := business.session_bks(p_tenant_hk, v_shared);
  select array_agg(e.received_timestamp), array_agg(e.event_id) into v_received, v_event_ids
    from (
      select e.received_timestamp, e.event_id
      from upkeep.arrivals_of(p_tenant_hk, v_visitor_bk, v_alone_bks, v_mark) as e
      union
      select e.received_timestamp, e.event_id from unnest(v_received, v_event_ids) as e(received_timestamp, event_id)
    ) as e;
  select array_agg(e.received_timestamp), array_agg(e.event_id) into v_shared_received, v_shared_ids
    from (
      select e.received_timestamp, e.event_id
      from upkeep.arrivals_of(p_tenant_hk, null, v_shared_bks, v_mark) as e
      union
      select e.received_timestamp, e.event_id
      from unnest(v_shared_received, v_shared_ids) as e(received_timestamp, event_id)
      except
      select e.received_timestamp, e.event_id from unnest(v_received, v_event_ids) as e(received_timestamp, event_id)
    ) as e;
  v_arrivals := business.loaded_events(p_tenant_hk, v_received, v_event_ids);
  v_rest := business.loaded_events(p_tenant_hk, v_shared_received, v_shared_ids);
  select v_arrivals || array_agg(k) filter (where k.session_hk = any (v_alone)),
      v_rest || array_agg(k) filter (where k.session_hk = any (v_shared))
    into v_events, v_rest
    from unnest(v_forgotten) as k
    where not exists (select from unnest(v_arrivals || v_rest) as known where known.event_hk = k.event_hk);
  -- A shared session without remaining events is erased too.
  v_shared := array(select distinct k.session_hk from unnest(v_rest) as k where k.session_hk = any (v_shared));
  v_alone := array(select s from unnest(v_sessions) as s where s <> all (v_shared));

  -- Erase: vault, totals, then staging and raw

  v_rows := upkeep.erase_events(p_tenant_hk, v_events, v_item_links);
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_sessions(p_tenant_hk, v_alone, v_visitor_hk));
  v_rows := upkeep.add_counts(v_rows,
    upkeep.leave_sessions(p_tenant_hk, v_shared, v_visitor_hk, v_rest, clock_timestamp()));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_visitor_rows(p_tenant_hk, v_visitor_hk, v_pages, v_events));
  perform totals.remove_events(p_tenant_hk, v_events, v_arrivals);
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_unseen_pages(p_tenant_hk, v_events));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_arrivals(p_tenant_hk, v_received, v_event_ids, v_events));

  v_erased := jsonb_build_object(
    'events', coalesce(cardinality(v_received), 0) + coalesce(cardinality(v_events), 0) - coalesce(cardinality(v_arrivals), 0),
    'rows', (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from jsonb_each(v_rows) as t where t.value <> '0'));
  perform upkeep.record_erasure(p_tenant_hk, v_visitor_bk, v_erased);
  return v_erased;
end;
$$;
