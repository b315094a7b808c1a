-- Satellite of events: one row per event. An event never changes, so no hash diff is stored; the view computes it for
-- readers that compare with a copy.
-- Reads business.site_event_nl. Safe to repeat.
create or replace view business.site_event_details_s with (security_invoker = true) as
select e.tenant_hk, e.site_event_hk, e.load_date,
  util.hash_diff(jsonb_build_array(
    e.event_type, e.event_category, e.event_action, e.event_timestamp at time zone 'UTC', e.page_url, e.page_title,
    e.referrer_url, e.user_id, e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page, e.is_bot,
    e.validation_status, e.quality_score, e.event_properties)) as hash_diff,
  e.record_source, e.event_type, e.event_category, e.event_action, e.event_timestamp,
  e.page_url, e.page_title, e.referrer_url, e.user_id, e.element_id, e.element_class, e.element_text,
  e.scroll_depth, e.time_on_page, e.is_bot, e.validation_status, e.quality_score, e.event_properties
from business.site_event_nl as e;
