-- Generated from packages/contract/pipeline/parameters.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns whether a url may have one of staging.query_names(): true for each that has one, and for few others.
-- It looks for what several names have in common; a pattern with all names takes three times as long.
-- Reads nothing, writes nothing.
create or replace function staging.may_have_parameters(p_url text) returns boolean
language sql immutable parallel safe
return strpos(p_url, '?') > 0 and (
  strpos(p_url, 'utm_') > 0 or
  strpos(p_url, 'clid=') > 0 or
  strpos(p_url, 'raid=') > 0 or
  strpos(p_url, 'lkid=') > 0 or
  strpos(p_url, 't_id=') > 0);
