-- Returns the business key of a visitor id (docs/pipeline.md, "Business keys").
-- Reads nothing, writes nothing.
create or replace function business.visitor_key(p_visitor_id text) returns text
language sql immutable parallel safe
return case when starts_with(p_visitor_id, 'visitor_') then p_visitor_id else 'visitor_' || p_visitor_id end;
