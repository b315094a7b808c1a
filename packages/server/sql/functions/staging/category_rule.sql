-- Generated from packages/contract/pipeline/categories.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the rule of an event type, or null for other types: {category, action, key of event_data whose text
-- replaces the action, category of an outbound event, action of an outbound event}.
-- Reads nothing, writes nothing.
create or replace function staging.category_rule(p_event_type text) returns text[]
language sql immutable parallel safe
return case
  when p_event_type = 'page_view' then array['page', 'view']
  when p_event_type = 'user_interaction' then array['interaction', 'interact', 'action', 'navigation', 'outbound']
  when p_event_type = 'form_submission' then array['form', 'submit']
  when p_event_type = 'item_interaction' then array['item', 'interact', 'action']
  when p_event_type = 'transaction_step' then array['transaction', 'step', 'action']
  when p_event_type = 'contact_interaction' then array['contact', 'contact', 'action']
  when p_event_type = 'content_engagement' then array['engagement', 'engage', 'action']
  when p_event_type = 'scroll_depth' then array['engagement', 'scroll']
  when p_event_type = 'feature_usage' then array['feature', 'use', 'action']
  when p_event_type = 'search' then array['search', 'search']
  when p_event_type = 'download' then array['download', 'download']
  when p_event_type = 'web_vital' then array['performance', 'measure', 'name']
  when p_event_type = 'js_error' then array['error', 'error']
  when p_event_type = 'rage_click' then array['frustration', 'rage_click']
  when p_event_type = 'dead_click' then array['frustration', 'dead_click']
  when p_event_type = 'element_impression' then array['impression', 'view']
  when p_event_type = 'media' then array['media', 'play', 'action']
end;
