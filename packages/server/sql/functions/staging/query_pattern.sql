-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns a pattern that matches every url with one of staging.query_names().
-- Reads nothing, writes nothing.
create or replace function staging.query_pattern() returns text
language sql immutable parallel safe
return '[?&](utm_source|utm_medium|utm_campaign|utm_term|utm_content|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id)=';
