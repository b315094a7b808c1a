-- Deletes sessions: hub, details, totals, ledger. Deletes links to visitors: p_links has those of these sessions, and
-- those of visitors who leave a session that stays. Returns the number of rows per table.
-- Writes business and totals. Safe to repeat.
create or replace function upkeep.erase_sessions(
  p_tenant_hk bytea, p_sessions bytea[], p_links bytea[]
) returns jsonb
language plpgsql
as $$
declare
  v_totals integer;
  v_tabs integer;
  v_visitors integer;
  v_details integer;
  v_hubs integer;
begin
  -- Totals first: a concurrent upkeep.close_sessions holds this row, so the delete waits until the end of the session
  -- is written and can be deleted too.
  delete from totals.session_totals as t where t.tenant_hk = p_tenant_hk and t.site_session_hk = any (p_sessions);
  get diagnostics v_totals = row_count;
  delete from totals.tab_ledger as t where t.tenant_hk = p_tenant_hk and t.site_session_hk = any (p_sessions);
  get diagnostics v_tabs = row_count;
  delete from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk and l.link_session_visitor_hk = any (p_links);
  get diagnostics v_visitors = row_count;
  delete from business.site_session_details_s as d
    where d.tenant_hk = p_tenant_hk and d.site_session_hk = any (p_sessions);
  get diagnostics v_details = row_count;
  delete from business.site_session_h as h where h.tenant_hk = p_tenant_hk and h.site_session_hk = any (p_sessions);
  get diagnostics v_hubs = row_count;
  return jsonb_build_object(
    'totals.session_totals', v_totals, 'totals.tab_ledger', v_tabs, 'business.session_visitor_l', v_visitors,
    'business.site_session_details_s', v_details, 'business.site_session_h', v_hubs);
end;
$$;
