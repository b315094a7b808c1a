-- Returns whether a tenant has pending events, or set-aside events that are due for a retry.
-- Reads three small partial indexes of such events, writes nothing.
create or replace function pipeline.has_work(p_tenant_hk bytea) returns boolean
language plpgsql stable
as $$
begin
  return exists (select 1 from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk and r.processing_status = 'PENDING')
    or exists (select 1 from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk and r.next_attempt_at <= clock_timestamp())
    or exists (select 1 from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.next_attempt_at <= clock_timestamp());
end;
$$;
