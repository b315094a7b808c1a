-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the click ids of a staged event as one object: {"gclid": "…"}.
-- Reads nothing, writes nothing.
create or replace function staging.click_ids(p_event staging.site_tracking_events_s) returns jsonb
language sql immutable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'gclid', (p_event).gclid, 'gbraid', (p_event).gbraid, 'wbraid', (p_event).wbraid, 'dclid', (p_event).dclid,
  'fbclid', (p_event).fbclid, 'msclkid', (p_event).msclkid, 'ttclid', (p_event).ttclid,
  'twclid', (p_event).twclid, 'li_fat_id', (p_event).li_fat_id));
