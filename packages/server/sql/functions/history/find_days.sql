-- Returns the imported numbers of each day of one tenant from p_from to p_to: of the whole site, of all imports or of one.
-- Reads history, writes nothing.
create or replace function history.find_days(
  p_tenant_hk bytea, p_from date, p_to date, p_import_key text default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_loads constant uuid[] := history.loads(p_tenant_hk, p_import_key);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'day', d.on_day, 'visitors', d.visitors, 'sessions', d.sessions, 'page_views', d.page_views, 'events', d.events,
        'bounce_rate', case when d.sessions > 0 then round(d.bounces / greatest(d.sessions, d.bounces), 4) end,
        'duration_mean_s', round(d.duration_s / nullif(d.sessions, 0), 3))
      order by d.on_day), '[]')
    from (
      select c.on_day, sum(c.visitors) as visitors, sum(c.sessions) as sessions, sum(c.page_views) as page_views,
        sum(c.events) as events, sum(c.bounces) as bounces, sum(c.duration_s) as duration_s
      from history.counts as c
      where c.tenant_hk = p_tenant_hk and c.load_id = any (v_loads) and c.dimension = ''
        and c.on_day >= p_from and c.on_day <= p_to
      group by c.on_day
    ) as d
  );
end;
$$;
