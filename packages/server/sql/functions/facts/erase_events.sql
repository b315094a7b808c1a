-- Deletes the facts of erased events, and builds the facts of their sessions again: p_kept are the sessions that keep
-- events, p_rest holds all of these. p_event_ids also names INVALID events. Deletes the texts that only the deleted
-- facts used. Returns the number of rows per table.
-- Reads and writes facts. Safe to repeat. The caller must hold raw.own_tenant, so that no other transaction adds facts.
create or replace function facts.erase_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_event_ids text[], p_sessions bytea[], p_kept bytea[],
  p_rest business.keyed_event[], p_now timestamptz
) returns jsonb
language plpgsql
as $$
declare
  v_at constant timestamptz[] := array(select k.event_timestamp from unnest(p_events) as k);
  v_keys constant bigint[] := array(select facts.short_key(k.event_hk) from unnest(p_events) as k);
  v_arrived constant bigint[] := array(
    select facts.short_key(util.hash_key(id, p_tenant_hk)) from unnest(p_event_ids) as id);
  v_sessions constant bigint[] := array(select facts.short_key(s) from unnest(p_sessions) as s);
  v_rest constant business.keyed_event[] := array(
    select k from unnest(p_rest) as k where k.session_hk in (select unnest(p_kept)));
  v_texts bigint[];
  v_more bigint[];
  v_events bigint;
  v_invalid bigint;
  v_ended bigint;
  v_gone bigint;
begin
  with gone as (
    delete from facts.events as e
    using unnest(v_at, v_keys) as named(event_at, event_key)
    where e.tenant_hk = p_tenant_hk and e.event_at = named.event_at and e.event_key = named.event_key
    returning e.event_key, e.type_key, e.page_key, e.host_key, e.item_keys
  )
  select count(distinct gone.event_key), array_agg(distinct used.text_key) into v_events, v_texts
    from gone
    cross join lateral unnest(array[gone.type_key, gone.page_key, gone.host_key] || gone.item_keys) as used(text_key);

  with gone as (
    delete from facts.events as e
    where e.tenant_hk = p_tenant_hk and (e.session_key = 0 or e.flags & 32 <> 0) and e.flags & 32 <> 0
      and e.event_key = any (v_arrived)
    returning e.event_key, e.type_key, e.page_key, e.host_key, e.item_keys
  )
  select count(distinct gone.event_key), array_agg(distinct used.text_key) into v_invalid, v_more
    from gone
    cross join lateral unnest(array[gone.type_key, gone.page_key, gone.host_key] || gone.item_keys) as used(text_key);
  v_texts := v_texts || v_more;

  with gone as (
    delete from facts.sessions as s
    where s.tenant_hk = p_tenant_hk and s.session_key = any (v_sessions)
    returning s.session_key, array[
      s.entry_key, s.exit_key, s.source_key, s.channel_key, s.referrer_key, s.utm_source_key, s.utm_medium_key,
      s.utm_campaign_key, s.utm_term_key, s.utm_content_key, s.device_key, s.browser_key, s.os_key, s.language_key,
      s.country_key, s.screen_key] as text_keys
  )
  select count(distinct gone.session_key), array_agg(distinct used.text_key) into v_ended, v_more
    from gone
    cross join lateral unnest(gone.text_keys) as used(text_key);
  -- Texts of an event that was the earliest of its session, until an earlier one arrived.
  v_texts := v_texts || v_more || array(
    select facts.text_key((v.n + 4)::integer, v.value)
    from unnest(p_events) as k
    cross join lateral unnest(facts.session_texts(k.staged)) with ordinality as v(value, n)
    where (k.staged).event_id is not null);

  perform facts.add_events(p_tenant_hk, v_rest, p_now, p_only_sessions => true);
  v_texts := array(select distinct unnest(v_texts) except select unnest(facts.kept_texts(p_tenant_hk, v_texts)));
  delete from facts.texts as t where t.tenant_hk = p_tenant_hk and t.text_key = any (v_texts);
  get diagnostics v_gone = row_count;
  return jsonb_build_object('facts.events', v_events + v_invalid,
    'facts.sessions', v_ended - cardinality(p_kept), 'facts.texts', v_gone);
end;
$$;
