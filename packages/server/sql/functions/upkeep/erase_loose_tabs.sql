-- Deletes from the ledger the page loads of erased events that have no session, and builds them again from p_rest, the
-- events that stay. upkeep.erase_sessions and upkeep.rewrite_sessions do the same for events of a session. Returns the
-- number of rows that are gone.
-- Writes totals. Safe to repeat.
create or replace function upkeep.erase_loose_tabs(
  p_tenant_hk bytea, p_tabs text[], p_rest business.keyed_event[]
) returns jsonb
language plpgsql
as $$
declare
  v_rest business.keyed_event[];
  v_tabs integer;
begin
  delete from totals.tab_ledger as t
    where t.tenant_hk = p_tenant_hk
      and t.tab_hk = any (array(select sha256(convert_to(tab, 'UTF8')) from unnest(p_tabs) as tab))
      and t.site_session_hk = '';
  get diagnostics v_tabs = row_count;
  select array_agg(k) into v_rest
    from unnest(p_rest) as k
    where k.session_hk is null and k.tab_id = any (p_tabs) and k.seq is not null;
  perform totals.add_events(p_tenant_hk, v_rest, null, clock_timestamp(), p_only_sessions => true);
  return jsonb_build_object('totals.tab_ledger',
    v_tabs - (select count(distinct k.tab_id) from unnest(v_rest) as k));
end;
$$;
