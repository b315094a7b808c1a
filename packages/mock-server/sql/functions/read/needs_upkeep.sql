-- Whether one tenant has sessions that are over, events past its retention, or ids to walk over.
-- Reads the index of open sessions, the oldest raw rows and read.forgotten; writes nothing.
create or replace function read.needs_upkeep(p_tenant_hk bytea, p_now timestamptz default clock_timestamp()) returns boolean
language sql stable
as $$
  select
    exists (select from read.session_totals as t where t.tenant_hk = p_tenant_hk and t.close_after <= p_now)
    or exists (select from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk
        and r.received_timestamp < raw.retention_start(p_tenant_hk, p_now)
        and r.processing_status <> 'PENDING')
    or raw.ids_are_due(p_tenant_hk, p_now);
$$;
