-- Returns whether one tenant has sessions to close, events, facts or imported history past its retention, earlier facts to
-- write, sessions to pack, or ids to check.
-- Reads auth.tenants, totals.forgotten, the first entry of the index of open sessions, the oldest facts, imported counts
-- and raw row; writes
-- nothing. Takes the first entry with `limit 1` instead of `exists (… <= p_now)`, for which the planner reads whole
-- tables.
create or replace function upkeep.is_due(p_tenant_hk bytea, p_now timestamptz default clock_timestamp()) returns boolean
language plpgsql stable
as $$
declare
  v_start constant timestamptz := upkeep.retention_start(p_tenant_hk, p_now);
  v_first_day constant date := history.first_kept_day(p_tenant_hk, p_now);
begin
  if upkeep.ids_are_due(p_tenant_hk, p_now) then
    return true;
  end if;
  return coalesce(
      (select t.close_after from totals.session_totals as t
        where t.tenant_hk = p_tenant_hk and t.close_after is not null
        order by t.close_after
        limit 1) <= p_now, false)
    or exists (select 1 from facts.fills as f where f.tenant_hk = p_tenant_hk)
    or exists (
      -- The first of them may still go on. After three hours, because sessions that are packed together share the reading of their events.
      select 1
      from (
        select s.started_at, s.ended_at from facts.sessions as s
        where s.tenant_hk = p_tenant_hk and s.hits is null
        order by s.started_at
        limit 20
      ) as oldest
      where oldest.started_at < p_now - interval '3 hours' and oldest.ended_at < p_now - interval '30 minutes')
    or coalesce(
      (select c.on_day from history.counts as c where c.tenant_hk = p_tenant_hk order by c.on_day limit 1)
        < v_first_day, false)
    or coalesce(
      (select e.event_at from facts.events as e where e.tenant_hk = p_tenant_hk order by e.event_at limit 1) < v_start, false)
    or coalesce(
      (select t.month_at from facts.texts as t where t.tenant_hk = p_tenant_hk order by t.month_at limit 1)
        <= v_start - interval '1 month 1 day', false)
    or coalesce(
      (select coalesce(a.ends_at, a.starts_at) from saved.annotations as a
        where a.tenant_hk = p_tenant_hk
        order by a.starts_at
        limit 1) < v_start, false)
    or coalesce(
      (select r.received_timestamp from raw.events as r
        where r.tenant_hk = p_tenant_hk
        order by r.received_timestamp
        limit 1) < v_start, false);
end;
$$;
