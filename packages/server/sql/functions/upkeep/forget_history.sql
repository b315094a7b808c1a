-- Deletes about p_limit imported counts of days before a tenant's retention, oldest first, also of loads that were cut off;
-- when none are left, imports without any day go, too. Returns how many counts.
-- Reads auth.tenants, reads and writes history. Safe to repeat, and from several workers at once.
create or replace function upkeep.forget_history(
  p_tenant_hk bytea, p_limit integer default 5000, p_now timestamptz default null
) returns integer
language plpgsql
as $$
declare
  v_first constant date := history.first_kept_day(p_tenant_hk, coalesce(p_now, clock_timestamp()));
  v_last date;
  v_gone integer;
begin
  select max(oldest.on_day) into v_last
    from (
      select c.on_day
      from history.counts as c
      where c.tenant_hk = p_tenant_hk and c.on_day < v_first
      order by c.on_day
      limit p_limit
    ) as oldest;
  delete from history.counts as c where c.tenant_hk = p_tenant_hk and c.on_day <= v_last;
  get diagnostics v_gone = row_count;
  if v_gone < p_limit then
    delete from history.imports as i
      where i.tenant_hk = p_tenant_hk and i.last_day < v_first and i.next_load_id is null;
    update history.imports as i set first_day = v_first
      where i.tenant_hk = p_tenant_hk and i.first_day < v_first and i.last_day >= v_first;
  end if;
  return v_gone;
end;
$$;
