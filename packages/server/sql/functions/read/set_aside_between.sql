-- Counts events that are set aside now and arrived from p_from to before p_to, and their sessions. No other filter fits
-- them: nothing of them is loaded. Reads the small indexes of what has failed.
-- Reads raw and staging, writes nothing.
create or replace function read.set_aside_between(
  p_tenant_hk bytea, p_from timestamptz, p_to timestamptz, out events bigint, out sessions bigint
)
language plpgsql stable
as $$
begin
  select count(*), count(distinct failed.session_id) into events, sessions
    from (
      select s.session_id
      from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.business_status in ('ERROR', 'REJECTED') and s.business_status = 'ERROR'
        and s.received_timestamp >= p_from and s.received_timestamp < p_to
      union all
      select null
      from raw.set_aside as f
      where f.tenant_hk = p_tenant_hk and f.received_timestamp >= p_from and f.received_timestamp < p_to
    ) as failed;
end;
$$;
