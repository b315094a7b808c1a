-- Returns the customer ids of tenants for which upkeep.is_due returns true, with one statement for each of its reasons.
-- Each looks only at the first index entry of a tenant: a condition on the time alone would read whole tables. If one
-- fails, because a machine of a cluster is away, it asks each tenant and leaves out those that do not answer. Runs with
-- the rights of the schema's owner, because row-level security shows other roles only one tenant.
-- Reads auth.tenants, totals.forgotten, totals.pipeline_counters (a tenant without a row there has no events), the
-- index of open sessions, the oldest facts, annotations, imported counts and raw rows; writes nothing.
create or replace function upkeep.tenants_to_maintain() returns setof text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_day_ago constant timestamptz := v_now - interval '1 day';
  v_latest_start timestamptz;
  v_sessions bytea[];
  v_old bytea[];
  v_facts bytea[];
  v_texts bytea[];
  v_filling bytea[];
  v_unpacked bytea[];
  v_history bytea[];
  v_walked bytea[];
  v_annotated bytea[];
begin
  begin
    select array_agg(k.tenant_hk) into v_sessions
    from (select distinct c.tenant_hk from totals.pipeline_counters as c) as k
    cross join lateral (
      select s.close_after from totals.session_totals as s
      where s.tenant_hk = k.tenant_hk and s.close_after is not null
      order by s.close_after
      limit 1
    ) as open_session
    where open_session.close_after <= v_now;

    -- No retention starts later, so younger partitions need no look.
    select max(v_now - make_interval(days => t.data_retention_days)) into v_latest_start from auth.tenants as t;
    select array_agg(t.tenant_hk) into v_old
    from (select distinct c.tenant_hk from totals.pipeline_counters as c) as k
    cross join lateral (
      select r.received_timestamp from raw.events as r
      where r.tenant_hk = k.tenant_hk and r.received_timestamp < v_latest_start
      order by r.received_timestamp
      limit 1
    ) as oldest
    join auth.tenants as t on t.tenant_hk = k.tenant_hk
    where oldest.received_timestamp < v_now - make_interval(days => t.data_retention_days);

    select array_agg(t.tenant_hk) into v_facts
    from (select distinct c.tenant_hk from totals.pipeline_counters as c) as k
    cross join lateral (
      select e.event_at from facts.events as e
      where e.tenant_hk = k.tenant_hk
      order by e.event_at
      limit 1
    ) as oldest
    join auth.tenants as t on t.tenant_hk = k.tenant_hk
    where oldest.event_at < v_now - make_interval(days => t.data_retention_days);

    select array_agg(t.tenant_hk) into v_texts
    from (select distinct c.tenant_hk from totals.pipeline_counters as c) as k
    cross join lateral (
      select x.month_at from facts.texts as x
      where x.tenant_hk = k.tenant_hk
      order by x.month_at
      limit 1
    ) as oldest
    join auth.tenants as t on t.tenant_hk = k.tenant_hk
    where oldest.month_at <= v_now - make_interval(days => t.data_retention_days) - interval '1 month 1 day';

    select array_agg(f.tenant_hk) into v_filling from facts.fills as f;

    select array_agg(k.tenant_hk) into v_unpacked
    from (select distinct c.tenant_hk from totals.pipeline_counters as c) as k
    where exists (
      select 1
      from (
        select s.started_at, s.ended_at from facts.sessions as s
        where s.tenant_hk = k.tenant_hk and s.hits is null
        order by s.started_at
        limit 20
      ) as oldest
      where oldest.started_at < v_now - interval '3 hours' and oldest.ended_at < v_now - interval '30 minutes');

    select array_agg(t.tenant_hk) into v_annotated
    from auth.tenants as t
    cross join lateral (
      select a.starts_at, a.ends_at from saved.annotations as a
      where a.tenant_hk = t.tenant_hk
      order by a.starts_at
      limit 1
    ) as oldest
    where coalesce(oldest.ends_at, oldest.starts_at) < v_now - make_interval(days => t.data_retention_days);

    select array_agg(k.tenant_hk) into v_history
    from (select distinct i.tenant_hk from history.imports as i) as k
    cross join lateral (
      select c.on_day from history.counts as c
      where c.tenant_hk = k.tenant_hk
      order by c.on_day
      limit 1
    ) as oldest
    join auth.tenants as t on t.tenant_hk = k.tenant_hk
    where oldest.on_day < ((v_now - make_interval(days => t.data_retention_days)) at time zone 'UTC')::date;

    select array_agg(f.tenant_hk) into v_walked
    from totals.forgotten as f
    where f.ids_after is null and f.ids_walked_at > v_day_ago;
  exception when others then
    return query select a.customer_id from auth.ask_each('upkeep.is_due') as a;
    return;
  end;
  return query
    select t.customer_id
    from auth.tenants as t
    where t.tenant_hk = any (v_sessions) or t.tenant_hk = any (v_old)
      or t.tenant_hk = any (v_facts) or t.tenant_hk = any (v_texts) or t.tenant_hk = any (v_filling)
      or t.tenant_hk = any (v_unpacked) or t.tenant_hk = any (v_annotated) or t.tenant_hk = any (v_history)
      or (t.created_at < v_now - make_interval(days => t.data_retention_days + 60)
        and not exists (select 1 from unnest(v_walked) as w where w = t.tenant_hk));
end;
$$;
