-- The hash of a satellite's content: two rows with the same one say the same.
-- Reads nothing, writes nothing.
create or replace function util.hash_diff(p_content jsonb) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_content::text, 'UTF8'));
