-- Deletes what is about the time before a tenant's retention: annotations that ended before it, and rules for internal
-- traffic of visitors and sessions that were made before it and have done nothing since.
-- Reads totals, reads and writes saved. Safe to repeat.
create or replace function saved.forget(p_tenant_hk bytea, p_before timestamptz) returns void
language plpgsql
as $$
begin
  delete from saved.annotations as a
    where a.tenant_hk = p_tenant_hk and a.starts_at < p_before and (a.ends_at is null or a.ends_at < p_before);
  delete from saved.internal_rules as r
    where r.tenant_hk = p_tenant_hk and r.subject_hk is not null and r.created_at < p_before
      and not exists (select 1 from totals.visitor_totals as v
        where v.tenant_hk = p_tenant_hk and v.site_visitor_hk = r.subject_hk and v.last_seen_at >= p_before)
      and not exists (select 1 from totals.session_totals as s
        where s.tenant_hk = p_tenant_hk and s.site_session_hk = r.subject_hk and s.ended_at >= p_before);
end;
$$;
