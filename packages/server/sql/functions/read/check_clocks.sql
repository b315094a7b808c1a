-- Compares the clocks of browsers with the server's: of the newest p_loads page loads of one tenant that began from p_from
-- to before p_to, how many said when they sent their events, and for how many that is more than p_off_ms away from the
-- arrival. Below zero the browser's clock is ahead.
-- Reads totals.tab_ledger, writes nothing.
create or replace function read.check_clocks(
  p_tenant_hk bytea, p_from timestamptz, p_to timestamptz, p_loads integer, p_off_ms bigint
) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select jsonb_build_object('pageLoads', count(*), 'measured', count(n.skew_ms),
      'ahead', count(*) filter (where n.skew_ms < -p_off_ms), 'behind', count(*) filter (where n.skew_ms > p_off_ms),
      'medianMs', round((percentile_cont(0.5) within group (order by n.skew_ms))::numeric),
      'since', util.iso(min(n.first_arrival_at) filter (where abs(n.skew_ms) > p_off_ms)),
      'lastAt', util.iso(max(n.last_arrival_at) filter (where abs(n.skew_ms) > p_off_ms)))
    from (
      select l.skew_ms, l.first_arrival_at, l.last_arrival_at
      from totals.tab_ledger as l
      where l.tenant_hk = p_tenant_hk and l.first_arrival_at >= p_from and l.first_arrival_at < p_to
      order by l.first_arrival_at desc
      limit p_loads
    ) as n
  );
end;
$$;
