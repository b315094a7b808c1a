-- One row per event: how far it is in the pipeline. Filter by tenant:
--   select * from staging.pipeline_dashboard where tenant_hk = auth.tenant_hk('demo') order by raw_load_date desc limit 20
-- Reads raw and staging. Safe to repeat.
create or replace view staging.pipeline_dashboard with (security_invoker = true) as
select
  r.tenant_hk,
  r.event_id,
  coalesce(r.raw_payload ->> 'event_type', 'page_view') as raw_event_type,
  r.received_timestamp as raw_load_date,
  case
    when r.processing_status = 'ERROR' or s.validation_status = 'INVALID' then 'REJECTED'
    when s.event_id is not null then 'PROCESSED'
    else 'PENDING'
  end as staging_status,
  case
    when s.business_status = 'LOADED' then '✅ Complete Pipeline'
    when r.processing_status = 'ERROR' or s.business_status in ('ERROR', 'REJECTED') then '❌ Set aside'
    else '⏳ Pending'
  end as business_status,
  coalesce(r.raw_payload ->> 'page_url', '') as page_url,
  s.session_id,
  s.visitor_id,
  s.validation_status,
  s.quality_score,
  s.processed_timestamp as staged_at,
  s.loaded_timestamp as loaded_at,
  coalesce(s.error_message, r.error_message) as error_message,
  s.validation_errors,
  s.event_timestamp
from raw.site_tracking_events_r as r
left join staging.site_tracking_events_s as s
  on s.tenant_hk = r.tenant_hk and s.received_timestamp = r.received_timestamp and s.event_id = r.event_id;
