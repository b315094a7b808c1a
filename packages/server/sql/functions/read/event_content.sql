-- Returns what one event brought, and what staging made of it: {event_data, user_agent, staged}. `staged` is null before
-- staging, else a row of read.staged_events. Null for an unknown event.
-- Reads raw and staging, writes nothing.
create or replace function read.event_content(p_tenant_hk bytea, p_event_id text) returns jsonb
language plpgsql stable
as $$
declare
  v_staged constant jsonb := read.staged_events(p_tenant_hk, p_event_id => p_event_id) -> 0;
begin
  return (
    select jsonb_build_object(
      'event_data', coalesce(e.raw_payload -> 'event_data', '{}'),
      'user_agent', a.user_agent,
      'staged', v_staged)
    from raw.event_ids as known
    join raw.events as e
      on e.tenant_hk = p_tenant_hk and e.received_timestamp = known.received_timestamp and e.event_id = known.event_id
    left join raw.agents as a on a.tenant_hk = p_tenant_hk and a.agent_hk = e.agent_hk
    where known.tenant_hk = p_tenant_hk and known.event_id = p_event_id
  );
end;
$$;
