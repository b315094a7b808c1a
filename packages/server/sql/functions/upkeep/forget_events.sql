-- Deletes about p_limit raw rows of one tenant that are past its retention, oldest first, and their staged rows.
-- Returns how many. Never deletes pending events. Keeps the ids (upkeep.forget_ids deletes them).
-- Reads auth.tenants and raw, writes raw, staging and totals.forgotten. Safe to repeat, and from several workers at
-- once.
create or replace function upkeep.forget_events(
  p_tenant_hk bytea, p_limit integer default 5000, p_now timestamptz default null
) returns integer
language plpgsql
set timezone = 'UTC'
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_before constant timestamptz := upkeep.retention_start(p_tenant_hk, v_now);
  v_month constant date := date_trunc('month', v_before at time zone 'UTC');
  v_last timestamptz;
  v_events integer;
  v_raw_failed integer;
  v_staged integer;
  v_loaded integer;
  v_rejected integer;
begin
  perform upkeep.hold_retention(p_tenant_hk);
  -- Deletes by range of arrival time and not by key, so that outdated statistics cannot cause a slow plan.
  select max(oldest.received_timestamp) into v_last
    from (
      select r.received_timestamp
      from raw.events as r
      where r.tenant_hk = p_tenant_hk and r.received_timestamp < v_before
        and not exists (select 1 from raw.queue as q
          where q.tenant_hk = p_tenant_hk and q.received_timestamp = r.received_timestamp and q.event_id = r.event_id)
      order by r.received_timestamp
      limit p_limit
    ) as oldest;
  if v_last is null then
    return 0;
  end if;

  delete from raw.events as r
    where r.tenant_hk = p_tenant_hk and r.received_timestamp <= v_last
      and not exists (select 1 from raw.queue as q
        where q.tenant_hk = p_tenant_hk and q.received_timestamp = r.received_timestamp and q.event_id = r.event_id);
  get diagnostics v_events = row_count;
  delete from raw.set_aside as f where f.tenant_hk = p_tenant_hk and f.received_timestamp <= v_last;
  get diagnostics v_raw_failed = row_count;
  -- With the last events of a month go its agents.
  if not exists (select 1 from raw.events as r
    where r.tenant_hk = p_tenant_hk and r.received_timestamp < v_month::timestamp at time zone 'UTC')
  then
    delete from raw.agents as a where a.tenant_hk = p_tenant_hk and a.month < v_month;
  end if;

  with gone as (
    delete from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk and s.received_timestamp <= v_last and s.business_status <> 'PENDING'
    returning s.business_status
  )
  select
      count(*) filter (where gone.business_status <> 'REJECTED'),
      count(*) filter (where gone.business_status = 'LOADED'),
      count(*) filter (where gone.business_status <> 'LOADED')
    into v_staged, v_loaded, v_rejected
    from gone;

  perform totals.count_forgotten(p_tenant_hk, v_before, v_events, v_staged, v_loaded, v_rejected + v_raw_failed);
  return v_events;
end;
$$;
