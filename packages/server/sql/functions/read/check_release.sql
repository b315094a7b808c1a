-- Looks for pages without a view since the last deployment of one tenant that began from p_from to before p_to. A page's
-- views are compared with those of the same time a week before. If more than p_max_events events happened in one of the
-- two, only the last hours with about as many are compared. Lists pages without views that had at least p_min_views.
-- Null without a deployment. Bots, automated browsers and internal traffic do not count.
-- Reads saved.annotations, totals.event_hours and facts, writes nothing.
create or replace function read.check_release(
  p_tenant_hk bytea, p_from timestamptz, p_to timestamptz, p_min_views integer, p_max_events integer
) returns jsonb
language plpgsql stable
as $$
declare
  v_week constant interval := interval '7 days';
  v_max_rows constant integer := 100;
  v_released_at timestamptz;
  v_version text;
  v_text text;
  v_hour timestamptz;
  v_from timestamptz;
begin
  select a.starts_at, a.version, a.text into v_released_at, v_version, v_text
    from saved.annotations as a
    where a.tenant_hk = p_tenant_hk and a.kind = 'deployment' and a.starts_at >= p_from and a.starts_at < p_to
    order by a.starts_at desc, a.annotation_id desc
    limit 1;
  if v_released_at is null then
    return null;
  end if;

  v_hour := date_trunc('hour', v_released_at, 'UTC');
  -- The latest hour that is too much; what follows it is compared.
  v_from := greatest(v_released_at, (
    select max(h.hour_at) + interval '1 hour'
    from (
      select c.hour_at, c.events, sum(c.events) over (order by c.hour_at desc) as until_now
      from (
        select t.hour_at, sum(t.events) as events
        from totals.event_hours as t
        where t.tenant_hk = p_tenant_hk and t.hour_at >= v_hour and t.hour_at < p_to
        group by t.hour_at
        union all
        select b.hour_at + v_week, sum(b.events)
        from totals.event_hours as b
        where b.tenant_hk = p_tenant_hk and b.hour_at >= v_hour - v_week and b.hour_at < p_to - v_week
        group by b.hour_at
      ) as c
    ) as h
    where h.until_now - h.events >= p_max_events));

  return (
    with counted as (
      select e.host_key, e.page_key, 1 as now, 0 as before, null::timestamptz as at
      from facts.events as e
      where e.tenant_hk = p_tenant_hk and e.event_at >= v_from and e.event_at < p_to and e.flags & 61 = 1
      union all
      select b.host_key, b.page_key, 0, 1, b.event_at
      from facts.events as b
      where b.tenant_hk = p_tenant_hk and b.event_at >= v_from - v_week and b.event_at < p_to - v_week and b.flags & 61 = 1
    ), pages as (
      select c.host_key, c.page_key, sum(c.now) as views, sum(c.before) as views_before, max(c.at) as last_at
      from counted as c
      group by c.host_key, c.page_key
    ), silent as (
      select p.host_key, p.page_key, p.views_before, p.last_at
      from pages as p
      where p.views = 0 and p.views_before >= p_min_views
    ), named as (
      select s.views_before, s.last_at, host.value as host, page.value as page
      from (select l.* from silent as l order by l.views_before desc, l.page_key limit v_max_rows) as s
      left join lateral (
        select t.value from facts.texts as t
        where t.tenant_hk = p_tenant_hk and t.kind = 3 and t.text_key = s.host_key
        order by t.month_at desc limit 1
      ) as host on true
      left join lateral (
        select t.value from facts.texts as t
        where t.tenant_hk = p_tenant_hk and t.kind = 2 and t.text_key = s.page_key
        order by t.month_at desc limit 1
      ) as page on true
    )
    select jsonb_build_object(
      'releasedAt', util.iso(v_released_at), 'version', v_version, 'text', v_text, 'from', util.iso(v_from),
      'isComplete', not exists (select 1 from facts.fills as f where f.tenant_hk = p_tenant_hk),
      'views', (select coalesce(sum(p.views), 0) from pages as p),
      'viewsBefore', (select coalesce(sum(p.views_before), 0) from pages as p),
      'pages', (
        select coalesce(jsonb_agg(jsonb_build_object('page', coalesce(n.host, '') || coalesce(n.page, ''),
          'viewsBefore', n.views_before, 'lastAt', util.iso(n.last_at)) order by n.views_before desc, n.host, n.page), '[]')
        from named as n))
  );
end;
$$;
