-- Lists our schemas. engine/sql/schemas.ts has the same list.
-- Reads nothing, writes nothing.
create or replace function auth.schemas() returns text[]
language sql immutable
return array[
  'util', 'audit', 'auth', 'raw', 'staging', 'business', 'totals', 'facts', 'history', 'alerts', 'saved', 'pipeline', 'upkeep', 'read', 'api'];
