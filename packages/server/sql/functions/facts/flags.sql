-- Returns the flags of an event, a sum: 1 page view, 2 action of the visitor (docs/reading.md, "Sessions"), 4 bot,
-- 8 automated browser, 16 internal traffic, 32 INVALID.
-- Reads nothing, writes nothing.
create or replace function facts.flags(p_event_type text, p_is_bot boolean, p_data jsonb, p_is_invalid boolean)
returns smallint
language sql immutable parallel safe
return (
  case when p_event_type = 'page_view' then 1
    when p_event_type in ('scroll_depth', 'web_vital', 'js_error', 'element_impression') then 0
    else 2 end
  + case when p_is_bot then 4 else 0 end
  + case when p_data -> 'automated' = 'true' then 8 else 0 end
  + case when p_data -> 'internal' = 'true' then 16 else 0 end
  + case when p_is_invalid then 32 else 0 end)::smallint;
