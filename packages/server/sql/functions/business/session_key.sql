-- Returns the business key of a session id (docs/pipeline.md, "Business keys").
-- Reads nothing, writes nothing.
create or replace function business.session_key(p_session_id text) returns text
language sql immutable parallel safe
return case when starts_with(p_session_id, 'sess_') or starts_with(p_session_id, 'session_') then p_session_id
  else 'session_' || p_session_id end;
