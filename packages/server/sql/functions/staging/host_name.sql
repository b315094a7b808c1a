-- The host of the authority of a url, without user and port.
-- Reads nothing, writes nothing. Nearly all are hosts already.
create or replace function staging.host_name(p_authority text) returns text
language sql immutable parallel safe
return case when strpos(p_authority, '@') = 0 and strpos(p_authority, ':') = 0 then p_authority
  else regexp_replace(regexp_replace(p_authority, '^.*@', ''), ':[0-9]*$', '') end;
