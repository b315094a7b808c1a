-- Loads staged events into the vault. Returns the events that were not in the vault (null for none), and the visitor of
-- each new pair of session and visitor.
-- Reads and writes business. Safe to repeat: events that the vault has are skipped.
create or replace function business.load_events(
  p_tenant_hk bytea, p_events staging.staged_event[], p_now timestamptz, p_source text,
  out events business.keyed_event[], out new_session_visitors bytea[]
)
language plpgsql
as $$
declare
  v_added record;
begin
  events := business.key_events(p_tenant_hk, p_events);
  if events is null then
    return;
  end if;
  v_added := business.add_events(p_tenant_hk, events, p_now, p_source);
  if v_added.new_events = '{}' then
    events := null;
    return;
  end if;
  if cardinality(v_added.new_events) < cardinality(events) then
    events := array(select k from unnest(events) as k where k.event_hk = any (v_added.new_events));
  end if;
  new_session_visitors := v_added.new_session_visitors;

  perform business.describe_pages(p_tenant_hk, events, p_now, p_source);
  perform business.load_items(p_tenant_hk, events, p_now, p_source);
  if v_added.new_sessions <> '{}' then
    perform business.describe_sessions(p_tenant_hk, v_added.new_sessions, events, p_now, p_source);
  end if;
end;
$$;
