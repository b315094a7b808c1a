-- Returns the host of a url's authority, without user info and port. The case skips the patterns for a plain host,
-- the usual input.
-- Reads nothing, writes nothing.
create or replace function staging.host_name(p_authority text) returns text
language sql immutable parallel safe
return case when strpos(p_authority, '@') = 0 and strpos(p_authority, ':') = 0 then p_authority
  else regexp_replace(regexp_replace(p_authority, '^.*@', ''), ':[0-9]*$', '') end;
