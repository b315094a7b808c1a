-- Returns an event's category and action as {category, action}. docs/pipeline.md, "Category and action".
-- Reads nothing, writes nothing.
create or replace function staging.categorize(p_event_type text, p_data jsonb) returns text[]
language plpgsql immutable parallel safe
as $$
declare
  rule constant text[] := staging.category_rule(p_event_type);
begin
  if rule is null then
    return array['custom', coalesce(util.text_of(p_data -> 'action', 64), left(p_event_type, 64))];
  elsif rule[4] is not null and p_data -> 'outbound' = 'true' then
    return rule[4:5];
  elsif rule[3] is not null then
    return array[rule[1], coalesce(util.text_of(p_data -> rule[3], 64), rule[2])];
  end if;
  return rule;
end;
$$;
