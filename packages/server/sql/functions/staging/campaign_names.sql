-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Lists the campaign parameters. Each is a column of staging.site_tracking_events_s.
-- Reads nothing, writes nothing.
create or replace function staging.campaign_names() returns text[]
language sql immutable parallel safe
return array['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];
