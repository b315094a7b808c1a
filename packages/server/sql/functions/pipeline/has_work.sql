-- Returns whether a tenant has pending events, or set-aside events that are due for a retry.
-- Reads the queue and two small partial indexes of such events, writes nothing.
create or replace function pipeline.has_work(p_tenant_hk bytea) returns boolean
language plpgsql stable
as $$
begin
  return exists (select 1 from raw.queue as q where q.tenant_hk = p_tenant_hk)
    or exists (select 1 from raw.set_aside as f
      where f.tenant_hk = p_tenant_hk and f.next_attempt_at <= clock_timestamp())
    or exists (select 1 from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.next_attempt_at <= clock_timestamp());
end;
$$;
