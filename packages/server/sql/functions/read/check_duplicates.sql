-- Counts the events of one tenant that arrived from p_from to before p_to, and those of them that were answered as
-- duplicate; the same from p_before to p_from. By quarters of an hour.
-- Reads totals.arrivals, writes nothing.
create or replace function read.check_duplicates(
  p_tenant_hk bytea, p_before timestamptz, p_from timestamptz, p_to timestamptz
) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select jsonb_build_object(
      'arrived', coalesce(sum(a.events) filter (where a.quarter_at >= p_from), 0),
      'duplicates', coalesce(sum(a.events) filter (where a.quarter_at >= p_from and a.bucket = -1), 0),
      'arrivedBefore', coalesce(sum(a.events) filter (where a.quarter_at < p_from), 0),
      'duplicatesBefore', coalesce(sum(a.events) filter (where a.quarter_at < p_from and a.bucket = -1), 0),
      'since', util.iso(min(a.quarter_at) filter (where a.quarter_at >= p_from and a.bucket = -1)),
      'lastAt', util.iso(max(a.quarter_at) filter (where a.quarter_at >= p_from and a.bucket = -1)))
    from totals.arrivals as a
    where a.tenant_hk = p_tenant_hk and a.quarter_at >= p_before and a.quarter_at < p_to
  );
end;
$$;
