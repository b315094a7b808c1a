-- Returns the events that name one of the given users, or name one of the given ids as the previous_id of an alias
-- event, and that only the vault still has: retention has deleted their other rows. The vault has only the first 256
-- characters of a user id. An event has a visitor if its session has exactly one. Null for none.
-- Reads all events of the tenant in business.site_event_nl; raw and business.session_visitor_l. Writes nothing.
create or replace function business.named_vault_events(p_tenant_hk bytea, p_ids text[], p_visitor_bks text[])
returns business.keyed_event[]
language plpgsql stable
as $$
declare
  v_users text[] := array(select left(id, 256) from unnest(p_ids) as id);
begin
  return (
    with named as materialized (
      select e.load_date, e.site_event_bk, e.site_event_hk, e.site_session_hk, e.site_page_hk, e.event_type,
        e.event_timestamp, e.page_url, e.time_on_page
      from business.site_event_nl as e
      where e.tenant_hk = p_tenant_hk
        and (e.user_id = any (v_users)
          or e.event_type = 'alias'
            and business.visitor_key(util.id_of(e.event_properties -> 'previous_id')) = any (p_visitor_bks))
        and not exists (
          select 1 from raw.event_ids as i
          join raw.events as r
            on r.tenant_hk = p_tenant_hk and r.received_timestamp = i.received_timestamp and r.event_id = i.event_id
          where i.tenant_hk = p_tenant_hk and i.event_id = e.site_event_bk)
    ), visited as (
      select l.site_session_hk, (array_agg(l.site_visitor_hk))[1] as site_visitor_hk
      from (
        select x.site_session_hk, x.site_visitor_hk from business.session_visitor_l as x where x.tenant_hk = p_tenant_hk
      ) as l
      where l.site_session_hk in (select named.site_session_hk from named)
      group by l.site_session_hk
      having count(*) = 1
    )
    select array_agg(row(
        named.load_date, named.site_event_bk, named.site_event_hk, null, named.site_session_hk,
        null, visited.site_visitor_hk, null, named.site_page_hk,
        named.event_type, named.event_timestamp, named.page_url, named.time_on_page, null, null, null, null
      )::business.keyed_event)
    from named
    left join visited on visited.site_session_hk = named.site_session_hk
  );
end;
$$;
