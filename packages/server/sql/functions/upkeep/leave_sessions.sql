-- Removes a visitor from sessions that other visitors share: deletes the links to the visitor and rebuilds the
-- sessions from p_rest, the events that stay. Returns the number of deleted links.
-- Writes business and totals. Safe to repeat.
create or replace function upkeep.leave_sessions(
  p_tenant_hk bytea, p_sessions bytea[], p_visitor_hk bytea, p_rest business.keyed_event[], p_now timestamptz
) returns jsonb
language plpgsql
as $$
declare
  v_visitors integer;
begin
  if p_sessions = '{}' then
    return '{}';
  end if;
  delete from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk
      and l.link_session_visitor_hk = any (array(select util.link_key(s, p_visitor_hk) from unnest(p_sessions) as s));
  get diagnostics v_visitors = row_count;
  perform upkeep.rewrite_sessions(p_tenant_hk, p_sessions, p_rest, p_now);
  return jsonb_build_object('business.session_visitor_l', v_visitors);
end;
$$;
