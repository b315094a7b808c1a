-- Returns the reports of one tenant, oldest first, in the format of GET /api/v1/reports; with p_report_id only that one.
-- Reads alerts, writes nothing.
create or replace function alerts.find_reports(p_tenant_hk bytea, p_report_id uuid default null) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'report_id', r.report_id, 'name', r.name, 'period', r.period, 'timezone', r.timezone, 'hour', r.send_hour,
        'destinations', r.destination_ids, 'enabled', r.is_enabled,
        'recipients', (
          select count(*) from alerts.destinations as d
          where d.tenant_hk = p_tenant_hk and d.kind = 'email' and d.disabled_at is null
            and (r.destination_ids is null or d.destination_id = any (r.destination_ids))),
        'next_at', case when r.is_enabled then util.iso(r.due_at) end,
        'created_at', util.iso(r.created_at))
      order by r.created_at, r.report_id), '[]')
    from alerts.reports as r
    where r.tenant_hk = p_tenant_hk and (p_report_id is null or r.report_id = p_report_id)
  );
end;
$$;
