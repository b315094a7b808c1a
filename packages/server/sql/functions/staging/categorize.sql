-- Category and action of an event, as {category, action}. docs/pipeline.md, "Category and action".
-- Reads nothing, writes nothing.
create or replace function staging.categorize(p_event_type text, p_data jsonb) returns text[]
language plpgsql immutable parallel safe
as $$
declare
  action text := util.text_of(p_data -> 'action', 64);
begin
  return case p_event_type
    when 'page_view' then array['page', 'view']
    when 'user_interaction' then
      case when p_data -> 'outbound' = 'true' then array['navigation', 'outbound']
        else array['interaction', coalesce(action, 'interact')] end
    when 'form_submission' then array['form', 'submit']
    when 'item_interaction' then array['item', coalesce(action, 'interact')]
    when 'transaction_step' then array['transaction', coalesce(action, 'step')]
    when 'contact_interaction' then array['contact', coalesce(action, 'contact')]
    when 'content_engagement' then array['engagement', coalesce(action, 'engage')]
    when 'scroll_depth' then array['engagement', 'scroll']
    when 'feature_usage' then array['feature', coalesce(action, 'use')]
    when 'search' then array['search', 'search']
    when 'download' then array['download', 'download']
    when 'web_vital' then array['performance', coalesce(util.text_of(p_data -> 'name', 64), 'measure')]
    when 'js_error' then array['error', 'error']
    when 'rage_click' then array['frustration', 'rage_click']
    when 'dead_click' then array['frustration', 'dead_click']
    when 'element_impression' then array['impression', 'view']
    when 'media' then array['media', coalesce(action, 'play')]
    else array['custom', coalesce(action, left(p_event_type, 64))]
  end;
end;
$$;
