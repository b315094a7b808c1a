-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the click ids of a staged event as one object: {"gclid": "…"}. Takes columns and not the row:
-- docs/scale-out.md, "Rules for the SQL".
-- Reads nothing, writes nothing.
create or replace function staging.click_ids(
  p_gclid text, p_gbraid text, p_wbraid text, p_dclid text, p_fbclid text, p_msclkid text, p_ttclid text,
  p_twclid text, p_li_fat_id text
) returns jsonb
language sql immutable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'gclid', p_gclid, 'gbraid', p_gbraid, 'wbraid', p_wbraid, 'dclid', p_dclid, 'fbclid', p_fbclid,
  'msclkid', p_msclkid, 'ttclid', p_ttclid, 'twclid', p_twclid, 'li_fat_id', p_li_fat_id));
