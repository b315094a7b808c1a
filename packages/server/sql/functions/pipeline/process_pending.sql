-- Claims up to p_limit pending raw events of one tenant and takes them through staging and business. Claims fewer if
-- they are large, because all of them are in memory at once: p_max_bytes counts payloads as stored, compressed. Skips
-- rows that another worker has locked, so that no event is processed twice. is_more: others may be pending.
-- Reads and writes raw; pipeline.process_events writes staging, business and totals. Safe to repeat.
--
-- The update finds the claimed rows by ctid, which cannot change because they are locked. By key, a plan made for a
-- nearly empty table read the tenant's whole partition for each row: 8 s for 500 events among 8,000 others, until the
-- first autoanalyze a minute later.
create or replace function pipeline.process_pending(
  p_tenant_hk bytea, p_limit integer default 500, p_max_bytes integer default 4194304,
  out staged integer, out invalid integer, out loaded integer, out failed integer, out is_more boolean
)
language plpgsql
as $$
declare
  v_arrivals raw.arrival[];
  v_processed record;
begin
  perform raw.share_tenant(p_tenant_hk);
  with locked as (
    select r.tableoid, r.ctid, r.received_timestamp, pg_column_size(r.raw_payload) as bytes
    from raw.site_tracking_events_r as r
    where r.tenant_hk = p_tenant_hk and r.processing_status = 'PENDING'
    order by r.received_timestamp
    limit p_limit
    for update skip locked
  ), claimed as (
    select sized.tableoid, sized.ctid
    from (
      select l.tableoid, l.ctid, sum(l.bytes) over (order by l.received_timestamp) - l.bytes as bytes_before
      from locked as l
    ) as sized
    where sized.bytes_before < p_max_bytes
  ), marked as (
    update raw.site_tracking_events_r as r
    set processing_status = 'PROCESSED'
    from claimed
    where r.tenant_hk = p_tenant_hk
      and r.tableoid = claimed.tableoid
      and r.ctid = claimed.ctid
    returning r.received_timestamp, r.event_id, r.user_agent, r.raw_payload, r.enrichment
  )
  select array_agg(row(m.received_timestamp, m.event_id, m.user_agent, m.raw_payload, m.enrichment)::raw.arrival
      order by m.received_timestamp),
      (select count(*) from locked) > least(p_limit - 1, count(*))
    into v_arrivals, is_more
    from marked as m;

  v_processed := pipeline.process_events(p_tenant_hk, v_arrivals);
  staged := v_processed.staged;
  invalid := v_processed.invalid;
  loaded := v_processed.loaded;
  failed := v_processed.failed;
end;
$$;
