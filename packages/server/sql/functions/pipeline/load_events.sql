-- Loads staged events into the vault, and adds those that are new to the totals and the facts.
-- Reads business, writes business, totals and facts. Safe to repeat: events that the vault has are skipped.
create or replace function pipeline.load_events(
  p_tenant_hk bytea, p_events staging.staged_event[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_source constant text := 'site_tracking';
  v_loaded record;
  v_began bytea[];
begin
  v_loaded := business.load_events(p_tenant_hk, p_events, p_now, v_source);
  if v_loaded.events is null then
    return;
  end if;
  v_began := totals.add_events(p_tenant_hk, v_loaded.events, v_loaded.new_session_visitors, p_now);
  perform facts.add_events(p_tenant_hk, v_loaded.events, p_now);
  if v_began is not null then
    perform business.describe_visitors(p_tenant_hk, v_loaded.events, v_began, p_now, v_source);
  end if;
end;
$$;
