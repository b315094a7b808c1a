-- Returns whether a raw payload names a person: as its visitor, as its user, or as the previous_id of an alias event.
-- Compares ids in full and of any type, so it finds ids that no column accepted. p_ids holds the person's ids,
-- p_visitor_bks their business keys as visitors. Never null.
-- Reads nothing, writes nothing.
create or replace function business.names_person(p_payload jsonb, p_ids text[], p_visitor_bks text[]) returns boolean
language sql immutable parallel safe
begin atomic
  select coalesce(business.visitor_key(util.id_of(p_payload -> 'event_data' -> 'visitor_id')) = any (p_visitor_bks), false)
    or coalesce(util.id_of(p_payload -> 'event_data' -> 'user_id') = any (p_ids), false)
    or coalesce(p_payload ->> 'event_type' = 'alias'
      and business.visitor_key(util.id_of(p_payload -> 'event_data' -> 'previous_id')) = any (p_visitor_bks), false);
end;
