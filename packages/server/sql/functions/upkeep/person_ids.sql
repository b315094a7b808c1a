-- Returns all ids of a person, sorted: the given ids, and those that alias events connect with them, over any number
-- of steps. An alias event connects its user_id and its previous_id, in any state of the event. An id stands for the
-- user and for the visitor of that name, with or without `visitor_`. Considers only alias events that arrived at
-- p_since or later, and only ids that are no placeholders. Raises an error for more than 1,000 ids.
-- Reads raw, staging, business and totals, writes nothing. Scans the staged rows only if the tenant has alias events.
create or replace function upkeep.person_ids(
  p_tenant_hk bytea, p_ids text[], p_since timestamptz default '-infinity'
) returns text[]
language plpgsql stable
as $$
declare
  v_limit constant integer := 1000;
  v_loaded constant boolean := exists (
    select 1 from totals.event_hours as h
    where h.tenant_hk = p_tenant_hk and h.event_type_hk = sha256(convert_to('alias', 'UTF8')));
  -- Retention deletes only old rows, so the vault is needed only for a complete search.
  v_forgotten constant boolean := v_loaded and p_since = '-infinity'
    and exists (select 1 from totals.forgotten as f where f.tenant_hk = p_tenant_hk and f.events > 0);
  v_ids text[];
begin
  with recursive staged as (
    -- One branch per status, so that each but the last uses the small partial index of its status.
    select s.received_timestamp, s.event_id from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk and s.received_timestamp >= p_since and s.event_type = 'alias'
      and s.business_status = 'PENDING'
    union all
    select s.received_timestamp, s.event_id from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk and s.received_timestamp >= p_since and s.event_type = 'alias'
      and s.business_status in ('ERROR', 'REJECTED')
    union all
    select s.received_timestamp, s.event_id from staging.site_tracking_events_s as s
    where v_loaded and s.tenant_hk = p_tenant_hk and s.received_timestamp >= p_since and s.event_type = 'alias'
      and s.business_status = 'LOADED'
  ), payload as (
    select arrived.raw_payload -> 'event_data' as data
    from staged
    cross join lateral (
      select r.raw_payload from raw.events as r
      where r.tenant_hk = p_tenant_hk and r.received_timestamp = staged.received_timestamp and r.event_id = staged.event_id
      offset 0
    ) as arrived
    union all
    select r.raw_payload -> 'event_data' from raw.unstaged_events as r
    where r.tenant_hk = p_tenant_hk and r.raw_payload ->> 'event_type' = 'alias'
  ), pair as (
    select util.id_of(payload.data -> 'user_id') as user_id, util.id_of(payload.data -> 'previous_id') as previous_id
    from payload
    union
    select e.user_id, util.id_of(e.event_properties -> 'previous_id') from business.site_event_nl as e
    where v_forgotten and e.tenant_hk = p_tenant_hk and e.event_type = 'alias'
  ), edge as materialized (
    select step.met, step.id
    from pair
    -- Whoever meets the left name gets the right id.
    cross join lateral (values
      ('user ' || pair.user_id, pair.previous_id),
      ('visitor ' || business.visitor_key(pair.previous_id), pair.user_id),
      ('visitor ' || business.visitor_key(pair.previous_id), pair.previous_id)) as step(met, id)
    where not util.is_placeholder(pair.user_id) and not util.is_placeholder(pair.previous_id)
  ), person(id) as (
    select given.id from unnest(p_ids) as given(id)
    union
    select edge.id
    from person
    cross join lateral (values ('user ' || person.id), ('visitor ' || business.visitor_key(person.id))) as name(met)
    join edge on edge.met = name.met
  )
  select array_agg(bounded.id order by bounded.id collate "C") into v_ids
    from (select person.id from person limit v_limit + 1) as bounded;
  if cardinality(v_ids) > v_limit then
    raise exception 'Alias events connect the id with more than % ids', v_limit
      using errcode = 'program_limit_exceeded',
      hint = 'Many people share one of them. Erase without following alias events.';
  end if;
  return v_ids;
end;
$$;
