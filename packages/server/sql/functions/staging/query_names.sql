-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Lists the query parameters that staging keeps: campaign parameters and click ids.
-- Reads nothing, writes nothing.
create or replace function staging.query_names() returns text[]
language sql immutable parallel safe
return array[
  'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'gclid', 'gbraid', 'wbraid', 'dclid',
  'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'];
