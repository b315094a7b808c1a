-- Deletes all events, imported history, alerts and saved things of one tenant from every layer; keeps the tenant and its
-- keys. For tests: no route of a production server calls it.
-- Writes raw, staging, business, totals, facts, history, alerts and saved. Safe to repeat.
create or replace function upkeep.reset(p_tenant_hk bytea) returns void
language plpgsql
as $$
begin
  perform raw.own_tenant(p_tenant_hk);
  delete from business.event_business_item_l as x where x.tenant_hk = p_tenant_hk;
  delete from business.session_visitor_l as x where x.tenant_hk = p_tenant_hk;
  delete from business.business_item_details_s as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_page_details_s as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_visitor_details_s as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_session_details_s as x where x.tenant_hk = p_tenant_hk;
  delete from business.business_item_h as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_page_h as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_visitor_h as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_session_h as x where x.tenant_hk = p_tenant_hk;
  delete from business.site_event_nl as x where x.tenant_hk = p_tenant_hk;
  delete from staging.site_tracking_events_s as x where x.tenant_hk = p_tenant_hk;
  delete from raw.queue as x where x.tenant_hk = p_tenant_hk;
  delete from raw.set_aside as x where x.tenant_hk = p_tenant_hk;
  delete from raw.events as x where x.tenant_hk = p_tenant_hk;
  delete from raw.agents as x where x.tenant_hk = p_tenant_hk;
  delete from raw.event_ids as x where x.tenant_hk = p_tenant_hk;
  delete from totals.pipeline_counters as x where x.tenant_hk = p_tenant_hk;
  delete from totals.forgotten as x where x.tenant_hk = p_tenant_hk;
  delete from totals.session_totals as x where x.tenant_hk = p_tenant_hk;
  delete from totals.visitor_totals as x where x.tenant_hk = p_tenant_hk;
  delete from totals.page_totals as x where x.tenant_hk = p_tenant_hk;
  delete from totals.page_visitors as x where x.tenant_hk = p_tenant_hk;
  delete from totals.event_hours as x where x.tenant_hk = p_tenant_hk;
  delete from totals.tab_ledger as x where x.tenant_hk = p_tenant_hk;
  delete from totals.lateness as x where x.tenant_hk = p_tenant_hk;
  delete from totals.arrivals as x where x.tenant_hk = p_tenant_hk;
  delete from totals.late_changes as x where x.tenant_hk = p_tenant_hk;
  delete from facts.events as x where x.tenant_hk = p_tenant_hk;
  delete from facts.sessions as x where x.tenant_hk = p_tenant_hk;
  delete from facts.texts as x where x.tenant_hk = p_tenant_hk;
  delete from facts.fills as x where x.tenant_hk = p_tenant_hk;
  delete from history.counts as x where x.tenant_hk = p_tenant_hk;
  delete from history.imports as x where x.tenant_hk = p_tenant_hk;
  delete from alerts.deliveries as x where x.tenant_hk = p_tenant_hk;
  delete from alerts.firings as x where x.tenant_hk = p_tenant_hk;
  delete from alerts.reports as x where x.tenant_hk = p_tenant_hk;
  delete from alerts.rules as x where x.tenant_hk = p_tenant_hk;
  delete from alerts.destinations as x where x.tenant_hk = p_tenant_hk;
  delete from saved.definitions as x where x.tenant_hk = p_tenant_hk;
  delete from saved.internal_rules as x where x.tenant_hk = p_tenant_hk;
  delete from saved.annotations as x where x.tenant_hk = p_tenant_hk;
  delete from saved.settings as x where x.tenant_hk = p_tenant_hk;
end;
$$;
