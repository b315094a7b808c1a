-- Returns the imported numbers of each value of a dimension of one tenant from p_from to p_to, the largest first: of all
-- imports or of one. Numbers of days are added up, visitors too.
-- Reads history, writes nothing.
create or replace function history.find_values(
  p_tenant_hk bytea, p_from date, p_to date, p_dimension text, p_limit integer, p_import_key text default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_loads constant uuid[] := history.loads(p_tenant_hk, p_import_key);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'value', d.value, 'visitors', d.visitors, 'sessions', d.sessions, 'page_views', d.page_views, 'events', d.events,
        'bounce_rate', case when d.sessions > 0 then round(d.bounces / greatest(d.sessions, d.bounces), 4) end,
        'duration_mean_s', round(d.duration_s / nullif(d.sessions, 0), 3))
      order by d.size desc nulls last, d.value collate "C" nulls last), '[]')
    from (
      select c.value_hk, max(c.value) as value, sum(c.visitors) as visitors, sum(c.sessions) as sessions,
        sum(c.page_views) as page_views, sum(c.events) as events, sum(c.bounces) as bounces,
        sum(c.duration_s) as duration_s, coalesce(sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.events)) as size
      from history.counts as c
      where c.tenant_hk = p_tenant_hk and c.load_id = any (v_loads) and c.dimension = p_dimension
        and c.on_day >= p_from and c.on_day <= p_to
      group by c.value_hk
      order by size desc nulls last, max(c.value) collate "C" nulls last
      limit p_limit
    ) as d
  );
end;
$$;
