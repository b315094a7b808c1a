-- Returns those of the given visitors of whom an erasure of p_events leaves no event.
-- Reads totals.visitor_totals, writes nothing.
create or replace function upkeep.emptied_visitors(
  p_tenant_hk bytea, p_visitors bytea[], p_events business.keyed_event[]
) returns bytea[]
language plpgsql stable
as $$
begin
  return array(
    select t.site_visitor_hk
    from totals.visitor_totals as t
    where t.tenant_hk = p_tenant_hk
      and t.site_visitor_hk = any (p_visitors)
      and t.events <= (select count(*) from unnest(p_events) as k where k.visitor_hk = t.site_visitor_hk));
end;
$$;
