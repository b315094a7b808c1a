-- Erases a person from every layer, in one transaction: the events that name the person by any of its ids
-- (upkeep.person_ids), and the sessions of its visitors only with all their events, in any state. Corrects the
-- totals. p_aliases = false erases under the given id only. Returns {events, rows: {table: rows}, connected: the other
-- ids, if any}. read.visitor_traces verifies the result.
--
-- A session that other visitors share stays, and so does a visitor who was the person only at times: the function
-- deletes the events that name the person and rebuilds the session and the visitor from the rest. It deletes pages
-- that no other visitor has seen, but keeps items: an item is a product, not a person. It keeps the ids of the
-- events, without content, so that a resent event is a duplicate and does not come back.
--
-- Reads and writes all layers of the tenant. Safe to repeat. Most reads come before the lock, so that the tenant can
-- store and load events meanwhile. The deletes under the lock find their rows by key.
create or replace function upkeep.erase_visitor(
  p_tenant_hk bytea, p_visitor_id text, p_actor text default null, p_aliases boolean default true
) returns jsonb
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
set jit = off -- compiling takes longer than all work under the lock
set timezone = 'UTC'
as $$
declare
  v_mark constant timestamptz := clock_timestamp() - interval '1 minute'; -- storing a batch takes less than a minute
  v_since timestamptz := '-infinity';
  v_forgets boolean;                    -- retention has deleted events
  -- The person
  v_ids text[] := array[p_visitor_id];
  v_more text[];
  v_visitor_bks text[];
  v_visitors bytea[];
  v_pages bytea[];                      -- pages that the person's visitors have seen: one entry a page and visitor
  v_page_visitors bytea[];
  v_linked bytea[];                     -- sessions of these visitors
  v_alone bytea[];                      -- sessions of these visitors only
  v_alone_bks text[];
  v_received timestamptz[];             -- arrivals to erase from raw and staging
  v_event_ids text[];
  v_arrivals business.keyed_event[];    -- events to erase from the vault that staging still has
  v_named business.keyed_event[];       -- events that name the person, if retention has deleted their rows
  -- Who shares sessions, devices or page loads with the person
  v_sessions bytea[];                   -- all sessions that lose events
  v_others bytea[];                     -- other visitors who lose events
  v_shared_bks text[];
  v_other_bks text[];
  v_tabs text[];
  v_rest_received timestamptz[];        -- arrivals that these keep
  v_rest_ids text[];
  v_forgotten business.keyed_event[];   -- vault events of all these sessions, if retention has deleted any
  v_item_links bytea[] := '{}';
  -- What has been searched from the beginning
  v_known_ids text[] := '{}';
  v_known_alone text[] := '{}';
  v_known_sessions bytea[] := '{}';
  v_known_bks text[] := '{}';
  v_known_tabs text[] := '{}';
  -- What to write
  v_events business.keyed_event[];      -- all events to erase from the vault
  v_rest business.keyed_event[];        -- events that shared sessions, devices and page loads keep
  v_kept bytea[];                       -- sessions that keep events
  v_emptied bytea[];                    -- other visitors who keep no event
  v_link_sessions bytea[];              -- links of these sessions to visitors
  v_link_visitors bytea[];
  v_left_links bytea[];
  v_left_visitors bytea[];
  v_now timestamptz;
  v_rows jsonb;
  v_erased jsonb;
begin
  perform auth.require_tenant(p_tenant_hk);
  perform auth.act_as(p_actor);
  perform upkeep.hold_retention(p_tenant_hk);
  v_forgets := exists (select 1 from totals.forgotten as f where f.tenant_hk = p_tenant_hk and f.events > 0);

  -- All facts that the person's sessions lose or keep must be there.
  loop
    exit when upkeep.fill_facts(p_tenant_hk, 5000) = 0;
  end loop;

  -- Read twice: without a lock, then under the lock what arrived meanwhile. If that leads to an id, a session or a
  -- visitor that the first reading did not know, the second starts from the beginning too.

  for v_reading in 1..2 loop
    if v_reading = 2 then
      perform raw.own_tenant(p_tenant_hk);
      v_since := v_mark;
    end if;
    if p_aliases then
      v_more := upkeep.person_ids(p_tenant_hk, v_ids, v_since);
      if not v_more <@ v_ids and v_reading = 2 then
        v_more := upkeep.person_ids(p_tenant_hk, v_more);
      end if;
      v_ids := v_more;
    end if;
    v_visitor_bks := array(select distinct business.visitor_key(id) from unnest(v_ids) as id);
    v_visitors := array(select util.hash_key(bk, p_tenant_hk) from unnest(v_visitor_bks) as bk);
    select f.sessions, f.alone into v_linked, v_alone from business.visitor_sessions(p_tenant_hk, v_visitors) as f;
    -- Variables, because PostgreSQL would compute an argument of an inlined function again for every row.
    v_alone_bks := business.session_bks(p_tenant_hk, v_alone);
    if not v_ids <@ v_known_ids then
      select array_agg(v.site_page_hk), array_agg(v.site_visitor_hk) into v_pages, v_page_visitors
        from totals.page_visitors as v
        where v.tenant_hk = p_tenant_hk and v.site_visitor_hk = any (v_visitors);
      if v_forgets then
        v_named := business.named_vault_events(p_tenant_hk, v_ids, v_visitor_bks);
      end if;
    end if;
    if not (v_ids <@ v_known_ids and v_alone_bks <@ v_known_alone) then
      v_since := '-infinity';
    end if;
    select array_agg(e.received_timestamp), array_agg(e.event_id) into v_received, v_event_ids
      from (
        select e.received_timestamp, e.event_id
        from upkeep.arrivals_of(p_tenant_hk, v_ids, v_visitor_bks, v_alone_bks, '{}', v_since) as e
        union
        select e.received_timestamp, e.event_id from unnest(v_received, v_event_ids) as e(received_timestamp, event_id)
      ) as e;
    v_arrivals := business.loaded_events(p_tenant_hk, v_received, v_event_ids);
    -- Who shares with the person

    v_sessions := array(
      select s from unnest(v_linked) as s
      union
      select k.session_hk from unnest(v_arrivals || v_named) as k where k.session_hk is not null);
    v_others := array(
      select distinct k.visitor_hk from unnest(v_arrivals || v_named) as k where k.visitor_hk <> all (v_visitors));
    v_tabs := array(
      select distinct k.tab_id from unnest(v_arrivals) as k where k.session_hk is null and k.tab_id is not null);
    v_shared_bks := business.session_bks(p_tenant_hk, array(select unnest(v_sessions) except select unnest(v_alone)));
    v_other_bks := business.visitor_bks(p_tenant_hk, v_others);
    if v_forgets and not (v_sessions <@ v_known_sessions and v_ids <@ v_known_ids) then
      v_forgotten := business.vault_events(p_tenant_hk, v_sessions);
      v_item_links := array(
        select l.link_event_business_item_hk
        from business.event_business_item_l as l
        where l.tenant_hk = p_tenant_hk
          and l.site_event_hk = any (array(
            select k.event_hk from unnest(v_forgotten) as k where k.session_hk in (select unnest(v_alone))
            union
            select k.event_hk from unnest(v_named) as k)));
    end if;
    v_since := case when v_reading = 2 and v_shared_bks || v_other_bks <@ v_known_bks and v_tabs <@ v_known_tabs then v_mark
      else '-infinity' end;
    if v_shared_bks || v_other_bks || v_tabs <> '{}' then
      select array_agg(e.received_timestamp), array_agg(e.event_id) into v_rest_received, v_rest_ids
        from (
          select e.received_timestamp, e.event_id
          from upkeep.arrivals_of(p_tenant_hk, '{}', v_other_bks, v_shared_bks, v_tabs, v_since) as e
          union
          select e.received_timestamp, e.event_id from unnest(v_rest_received, v_rest_ids) as e(received_timestamp, event_id)
        ) as e;
    end if;
    v_known_ids := v_ids;
    v_known_alone := v_alone_bks;
    v_known_sessions := v_sessions;
    v_known_bks := v_shared_bks || v_other_bks;
    v_known_tabs := v_tabs;
  end loop;

  -- What goes, and what stays

  select array_agg(e.received_timestamp), array_agg(e.event_id) into v_rest_received, v_rest_ids
    from (
      select e.received_timestamp, e.event_id from unnest(v_rest_received, v_rest_ids) as e(received_timestamp, event_id)
      except
      select e.received_timestamp, e.event_id from unnest(v_received, v_event_ids) as e(received_timestamp, event_id)
    ) as e;
  v_rest := business.loaded_events(p_tenant_hk, v_rest_received, v_rest_ids);
  v_events := v_arrivals || v_named;
  if v_forgets then
    select v_events || array_agg(k) filter (where k.session_hk in (select unnest(v_alone))),
        v_rest || array_agg(k) filter (where not k.session_hk in (select unnest(v_alone)))
      into v_events, v_rest
      from unnest(v_forgotten) as k
      where not exists (select 1 from unnest(v_events || v_rest) as known where known.event_hk = k.event_hk);
  end if;
  -- A shared session without remaining events is erased too.
  v_kept := array(
    select k.session_hk from unnest(v_rest) as k where k.session_hk in (select unnest(v_sessions))
    except
    select unnest(v_alone));
  v_emptied := upkeep.emptied_visitors(p_tenant_hk, v_others, v_events);
  -- Without retention the events tell who leaves a session. Else only the links know, and to read them takes longer.
  if v_forgets then
    select f.session_hks, f.visitor_hks into v_link_sessions, v_link_visitors
      from business.session_visitors(p_tenant_hk, v_sessions) as f;
  else
    select array_agg(k.session_hk), array_agg(k.visitor_hk) into v_link_sessions, v_link_visitors
      from (select distinct k.session_hk, k.visitor_hk from unnest(v_events) as k) as k
      where k.session_hk is not null and k.visitor_hk is not null;
  end if;
  -- A kept session keeps its other visitors, unless their events in it are all erased.
  select array_agg(util.link_key(l.session_hk, l.visitor_hk)), array_agg(l.visitor_hk) into v_left_links, v_left_visitors
    from unnest(v_link_sessions, v_link_visitors) as l(session_hk, visitor_hk)
    left join (
      select distinct k.session_hk, k.visitor_hk from unnest(v_rest) as k where k.visitor_hk is not null
    ) as stays on stays.session_hk = l.session_hk and stays.visitor_hk = l.visitor_hk
    left join (
      select distinct k.session_hk from unnest(v_rest) as k where (k.staged).event_id is null
    ) as unsure on unsure.session_hk = l.session_hk
    where not l.session_hk in (select unnest(v_kept))
      or l.visitor_hk = any (v_visitors)
      or l.visitor_hk = any (v_others) and stays.session_hk is null and unsure.session_hk is null;

  -- Erase: vault, totals, facts, then staging and raw

  v_now := clock_timestamp();
  v_rows := upkeep.erase_events(p_tenant_hk, v_events, v_item_links);
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_sessions(
    p_tenant_hk, array(select unnest(v_sessions) except select unnest(v_kept)), v_left_links));
  perform upkeep.rewrite_sessions(p_tenant_hk, v_kept, v_rest, v_now);
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_loose_tabs(p_tenant_hk, v_tabs, v_rest));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_visitor_rows(
    p_tenant_hk, v_visitors || v_emptied, v_pages, v_page_visitors, v_events));
  perform upkeep.count_sessions_left(p_tenant_hk, v_left_visitors);
  perform upkeep.rewrite_visitors(p_tenant_hk, array(select v from unnest(v_others) as v where v <> all (v_emptied)),
    v_events, v_rest, v_forgets, v_now);
  perform totals.remove_events(p_tenant_hk, v_events);
  v_rows := upkeep.add_counts(v_rows, facts.erase_events(
    p_tenant_hk, v_events, v_event_ids, v_sessions, v_kept, v_rest, v_now));
  v_rows := upkeep.add_counts(v_rows, saved.erase_rules(
    p_tenant_hk, v_visitors || array(select unnest(v_sessions) except select unnest(v_kept))));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_unseen_pages(p_tenant_hk, v_events));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_arrivals(p_tenant_hk, v_received, v_event_ids, v_events));
  v_rows := upkeep.add_counts(v_rows, upkeep.erase_reasons(p_tenant_hk, v_ids));

  v_erased := jsonb_build_object(
    'events', coalesce(cardinality(v_received), 0) + coalesce(cardinality(v_events), 0) - coalesce(cardinality(v_arrivals), 0),
    'rows', (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from jsonb_each(v_rows) as t where t.value <> '0'));
  if cardinality(v_ids) > 1 then
    v_erased := v_erased || jsonb_build_object('connected', array_remove(v_ids, p_visitor_id));
  end if;
  perform upkeep.record_erasure(p_tenant_hk, p_visitor_id, v_erased);
  return v_erased;
end;
$$;
