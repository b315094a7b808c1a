-- Subtracts sessions from the totals of visitors: one for each entry of p_visitors, the visitors of deleted links.
-- Writes totals.visitor_totals. Not safe to repeat.
create or replace function upkeep.count_sessions_left(p_tenant_hk bytea, p_visitors bytea[]) returns void
language plpgsql
as $$
begin
  update totals.visitor_totals as t
    set sessions = t.sessions - ended.sessions
    from (select visitor_hk, count(*) as sessions from unnest(p_visitors) as visitor_hk group by visitor_hk) as ended
    where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = ended.visitor_hk;
end;
$$;
