-- Counts the page views of one tenant that happened in the last 24 whole hours before p_to, and in the same hours one and
-- two weeks before.
-- Reads totals.event_hours, writes nothing.
create or replace function read.check_page_views(p_tenant_hk bytea, p_to timestamptz) returns jsonb
language plpgsql stable
as $$
declare
  v_to constant timestamptz := date_trunc('hour', p_to, 'UTC');
  v_day constant interval := interval '1 day';
  v_week constant interval := interval '7 days';
begin
  return (
    select jsonb_build_object('from', util.iso(v_to - v_day), 'to', util.iso(v_to),
      'views', coalesce(sum(t.events) filter (where t.hour_at >= v_to - v_day), 0),
      'weekBefore', coalesce(sum(t.events) filter (where t.hour_at >= v_to - v_week - v_day and t.hour_at < v_to - v_week), 0),
      'twoWeeksBefore', coalesce(sum(t.events) filter (where t.hour_at < v_to - 2 * v_week), 0))
    from totals.event_hours as t
    where t.tenant_hk = p_tenant_hk and t.event_type_hk = sha256(convert_to('page_view', 'UTF8'))
      and t.hour_at >= v_to - 2 * v_week - v_day and t.hour_at < v_to
  );
end;
$$;
