-- Drops the monthly partitions of raw and staging that are past the retention of every tenant, deletes what stands
-- beside them in raw, and counts their rows in totals.forgotten. Returns their months. Keeps a partition with pending events. Waits at most 2 s for the locks
-- of a partition and then leaves it for the next call.
-- Reads the catalogue, auth.tenants and raw.queue, drops partitions, writes raw and totals.forgotten. Safe to repeat.
create or replace function upkeep.drop_partitions(p_now timestamptz default clock_timestamp()) returns setof text
language plpgsql
set timezone = 'UTC'
set lock_timeout = '2s'
as $$
declare
  v_oldest timestamptz := (select p_now - make_interval(days => max(t.data_retention_days)) from auth.tenants as t);
  v_month text;
  v_first date;
  v_from timestamptz;
  v_to timestamptz;
  v_tenant_hk bytea;
  v_waits boolean;
  v_raw bigint;
  v_raw_failed bigint;
  v_staging bigint[];
begin
  perform pg_advisory_xact_lock(hashtext('onevault.ensure_partitions'));
  for v_month in
    select right(c.relname, 7)
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'raw.events'::regclass
      and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= v_oldest
    order by 1
  loop
    v_first := to_date(v_month, 'YYYY_MM');
    v_from := v_first::timestamp at time zone 'UTC';
    v_to := (v_first + interval '1 month') at time zone 'UTC';
    begin
      execute format('lock table raw.events_%1$s, staging.site_tracking_events_s_%1$s in share row exclusive mode', v_month);
      execute format($f$select exists (select 1 from staging.site_tracking_events_s_%1$s where business_status = 'PENDING')$f$, v_month)
        into v_waits;
      for v_tenant_hk in select t.tenant_hk from auth.tenants as t loop
        v_waits := v_waits or exists (
          select 1 from raw.queue as q
          where q.tenant_hk = v_tenant_hk and q.received_timestamp >= v_from and q.received_timestamp < v_to);
      end loop;
      continue when v_waits;
      for v_tenant_hk in select t.tenant_hk from auth.tenants as t loop
        execute format('select count(*) from raw.events_%s where tenant_hk = $1', v_month) using v_tenant_hk into v_raw;
        delete from raw.set_aside as f
          where f.tenant_hk = v_tenant_hk and f.received_timestamp >= v_from and f.received_timestamp < v_to;
        get diagnostics v_raw_failed = row_count;
        delete from raw.agents as a where a.tenant_hk = v_tenant_hk and a.month = v_first;
        execute format($f$select array[count(*) filter (where business_status <> 'REJECTED'),
            count(*) filter (where business_status = 'LOADED'), count(*) filter (where business_status <> 'LOADED')]
          from staging.site_tracking_events_s_%s where tenant_hk = $1$f$, v_month) using v_tenant_hk into v_staging;
        if v_raw > 0 then
          perform totals.count_forgotten(
            v_tenant_hk, v_oldest, v_raw, v_staging[1], v_staging[2], v_staging[3] + v_raw_failed);
        end if;
      end loop;
      execute format('drop table raw.events_%1$s, staging.site_tracking_events_s_%1$s', v_month);
      return next v_month;
    exception when lock_not_available or undefined_table then
      raise notice 'The partitions of % are in use, or gone', v_month;
    end;
  end loop;
end;
$$;
