-- Returns the hash of a satellite row's content. Rows with the same hash have the same content.
-- Reads nothing, writes nothing.
create or replace function util.hash_diff(p_content jsonb) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_content::text, 'UTF8'));
