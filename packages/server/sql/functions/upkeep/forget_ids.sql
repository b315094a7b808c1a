-- Deletes event ids of one tenant 60 days after its retention has deleted their events. The SDK resends events for at
-- most 7 days. Each call reads p_limit ids in key order and saves its position; a new walk over all ids starts at
-- most once a day. Returns how many ids it deleted.
-- Reads auth.tenants, reads and writes raw.event_ids and totals.forgotten. Safe to repeat. If several workers call it
-- at once, one works and the others return 0.
create or replace function upkeep.forget_ids(
  p_tenant_hk bytea, p_limit integer default 20000, p_now timestamptz default null
) returns integer
language plpgsql
set timezone = 'UTC'
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_before timestamptz := upkeep.retention_start(p_tenant_hk, v_now) - interval '60 days';
  v_walk totals.forgotten;
  v_last text;
  v_looked integer;
  v_deleted integer;
begin
  if not upkeep.ids_are_due(p_tenant_hk, v_now) then
    return 0;
  end if;
  perform raw.share_tenant(p_tenant_hk);
  insert into totals.forgotten (tenant_hk, before_at) values (p_tenant_hk, v_before) on conflict do nothing;
  select f.* into v_walk from totals.forgotten as f where f.tenant_hk = p_tenant_hk for update skip locked;
  if v_walk.tenant_hk is null then
    return 0;
  end if;

  select max(portion.event_id), count(*) into v_last, v_looked
    from (
      select i.event_id
      from raw.event_ids as i
      where i.tenant_hk = p_tenant_hk and i.event_id > coalesce(v_walk.ids_after, '')
      order by i.event_id
      limit p_limit
    ) as portion;
  delete from raw.event_ids as i
    where i.tenant_hk = p_tenant_hk
      and i.event_id > coalesce(v_walk.ids_after, '')
      and i.event_id <= v_last
      and i.received_timestamp < v_before;
  get diagnostics v_deleted = row_count;

  if v_looked < p_limit then
    v_last := null;
    v_walk.ids_walked_at := v_now;
  end if;
  update totals.forgotten as f
    set ids_after = v_last, ids_walked_at = v_walk.ids_walked_at
    where f.tenant_hk = p_tenant_hk;
  return v_deleted;
end;
$$;
