-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Lists the click ids. Each is a column of staging.site_tracking_events_s.
-- Reads nothing, writes nothing.
create or replace function staging.click_id_names() returns text[]
language sql immutable parallel safe
return array['gclid', 'gbraid', 'wbraid', 'dclid', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'];
