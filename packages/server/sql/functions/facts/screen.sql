-- Returns the class of a screen by its width in CSS pixels, or null: small (phones), medium (tablets), large, wide.
-- Reads nothing, writes nothing.
create or replace function facts.screen(p_resolution text) returns text
language sql immutable parallel safe
return case
  when p_resolution is null then null
  when split_part(p_resolution, 'x', 1)::numeric < 576 then 'small'
  when split_part(p_resolution, 'x', 1)::numeric < 992 then 'medium'
  when split_part(p_resolution, 'x', 1)::numeric < 1440 then 'large'
  else 'wide'
end;
