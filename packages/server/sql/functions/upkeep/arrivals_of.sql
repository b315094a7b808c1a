-- Returns the arrivals of one tenant that name one of the given ids, visitors or sessions, or that have no session and
-- are from one of the given page loads (p_tabs), in any state. p_visitor_bks and p_session_bks are business keys;
-- p_ids are the ids of a person (upkeep.person_ids). Scans all staged rows from p_since on, because no index fits, and
-- the raw rows that are not staged. Reads the payload of a staged row only if it may hold what the columns do not.
-- Reads raw and staging, writes nothing.
create or replace function upkeep.arrivals_of(
  p_tenant_hk bytea, p_ids text[], p_visitor_bks text[], p_session_bks text[], p_tabs text[],
  p_since timestamptz default '-infinity'
) returns table (received_timestamp timestamptz, event_id text)
language plpgsql stable
as $$
declare
  -- The column has the first 256 characters of a user id, so 256 characters may be another, longer id.
  v_users constant text[] := array(select id from unnest(p_ids) as id where char_length(id) < 256);
  v_hidden constant boolean := exists (select 1 from unnest(p_ids) as id where util.hides_in_payload(id));
  v_tabs constant boolean := p_tabs <> '{}';
begin
  return query
    select s.received_timestamp, s.event_id
    from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk
      and s.received_timestamp >= p_since
      -- `in` and not `any`: PostgreSQL looks up a hash table then, and does not compare each row with each key.
      and (business.visitor_key(s.visitor_id) in (select unnest(p_visitor_bks))
        or s.user_id in (select unnest(v_users))
        or business.session_key(s.session_id) in (select unnest(p_session_bks))
        or (
          (s.event_type = 'alias'
            or v_hidden and (s.visitor_id is null or s.user_id is null or char_length(s.user_id) = 256)
            or v_tabs and s.session_id is null)
          -- A scalar subquery, so that PostgreSQL looks up single rows and does not read all of raw.
          and (
            select business.names_person(r.raw_payload, p_ids, p_visitor_bks)
              or s.session_id is null and util.text_of(r.raw_payload -> 'event_data' -> 'tab_id', 128) = any (p_tabs)
            from raw.events as r
            where r.tenant_hk = p_tenant_hk and r.received_timestamp = s.received_timestamp and r.event_id = s.event_id
          )))
    union
    select waits.received_timestamp, waits.event_id
    from raw.unstaged_events as waits
    where waits.tenant_hk = p_tenant_hk
      and (business.names_person(waits.raw_payload, p_ids, p_visitor_bks)
        or business.session_key(util.text_of(waits.raw_payload -> 'event_data' -> 'session_id', 2147483647)) in (select unnest(p_session_bks))
        or util.text_of(waits.raw_payload -> 'event_data' -> 'tab_id', 128) = any (p_tabs));
end;
$$;
