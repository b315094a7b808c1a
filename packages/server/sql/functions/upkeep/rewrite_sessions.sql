-- Rebuilds sessions after some of their events were erased: totals, ledger and start of the session. The sessions are
-- open again, so that upkeep.close_sessions writes their end again. p_rest holds all remaining events of these
-- sessions; it may hold others.
-- Reads and writes business and totals. Safe to repeat.
create or replace function upkeep.rewrite_sessions(
  p_tenant_hk bytea, p_sessions bytea[], p_rest business.keyed_event[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_source constant text := 'site_tracking';
  v_rest constant business.keyed_event[] := array(
    select k from unnest(p_rest) as k where k.session_hk in (select unnest(p_sessions)));
begin
  if p_sessions = '{}' then
    return;
  end if;
  delete from totals.session_totals as t where t.tenant_hk = p_tenant_hk and t.site_session_hk = any (p_sessions);
  delete from totals.tab_ledger as t where t.tenant_hk = p_tenant_hk and t.site_session_hk = any (p_sessions);
  delete from business.site_session_details_s as d
    where d.tenant_hk = p_tenant_hk and d.site_session_hk = any (p_sessions);
  perform totals.add_events(p_tenant_hk, v_rest, null, p_now, p_only_sessions => true);
  perform business.describe_sessions(p_tenant_hk, p_sessions, v_rest, p_now, v_source);

  -- If retention has deleted the first event of a session, only these columns are known.
  insert into business.site_session_details_s (
    tenant_hk, site_session_hk, load_date, hash_diff, record_source,
    started_at, entry_page_url, referrer_kind, click_ids, is_bot)
  select p_tenant_hk, t.site_session_hk, p_now, util.hash_diff(jsonb_build_array(t.started_at, t.entry_page_url)),
    v_source, t.started_at, coalesce(t.entry_page_url, ''), 'direct', '{}', false
  from totals.session_totals as t
  where t.tenant_hk = p_tenant_hk
    and t.site_session_hk = any (p_sessions)
    and not exists (select 1 from business.site_session_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_session_hk = t.site_session_hk);
end;
$$;
