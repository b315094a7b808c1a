-- Returns the ledger of page loads of one tenant: those with events in a session, or one by its tab_id. At most
-- 1,000, latest arrival first. Counts cover all sessions of a page load, because seq continues across sessions.
-- `gaps` is the number of missing events: seq starts at 0, so last_seq + 1 events should have arrived.
-- Reads totals.tab_ledger and business.site_session_h, writes nothing.
create or replace function read.ledger(p_tenant_hk bytea, p_session_id text default null, p_tab_id text default null)
returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'tab_id', tab.tab_id, 'sessions', tab.sessions, 'events', tab.events, 'first_seq', tab.first_seq, 'last_seq', tab.last_seq,
        'gaps', greatest(0, tab.last_seq + 1 - tab.events),
        'first_received_at', util.iso(tab.first_arrival_at), 'last_received_at', util.iso(tab.last_arrival_at),
        'skew_ms', tab.skew_ms) order by tab.last_arrival_at desc, tab.tab_id), '[]')
    from (
      select t.tab_id, sum(t.events) as events, min(t.first_seq) as first_seq, max(t.last_seq) as last_seq,
        min(t.first_arrival_at) as first_arrival_at, max(t.last_arrival_at) as last_arrival_at,
        (array_agg(t.skew_ms order by t.last_arrival_at desc) filter (where t.skew_ms is not null))[1] as skew_ms,
        coalesce(jsonb_agg(h.site_session_bk order by t.first_arrival_at) filter (where h.site_session_bk is not null), '[]') as sessions
      from totals.tab_ledger as t
      left join business.site_session_h as h on h.tenant_hk = p_tenant_hk and h.site_session_hk = t.site_session_hk
      where t.tenant_hk = p_tenant_hk
        and t.tab_hk = any (array(
          select named.tab_hk from totals.tab_ledger as named
          where named.tenant_hk = p_tenant_hk
            and named.site_session_hk = util.hash_key(business.session_key(p_session_id), p_tenant_hk)
          order by named.last_arrival_at desc
          limit 1000) || sha256(convert_to(p_tab_id, 'UTF8')))
      group by t.tab_hk, t.tab_id
      order by max(t.last_arrival_at) desc
      limit 1000
    ) as tab
  );
end;
$$;
