-- Returns an event's category and action. docs/pipeline.md, "Category and action".
-- Reads nothing, writes nothing. A plain select, so that PostgreSQL inlines it.
create or replace function staging.categorize(p_event_type text, p_data jsonb)
returns table (category text, action text)
language sql immutable parallel safe
begin atomic
  select
    case
      when listed.rule is null then 'custom'
      when listed.rule[4] is not null and p_data -> 'outbound' = 'true' then listed.rule[4]
      else listed.rule[1]
    end,
    case
      when listed.rule is null then coalesce(util.text_of(p_data -> 'action', 64), left(p_event_type, 64))
      when listed.rule[4] is not null and p_data -> 'outbound' = 'true' then listed.rule[5]
      when listed.rule[3] is not null then coalesce(util.text_of(p_data -> listed.rule[3], 64), listed.rule[2])
      else listed.rule[2]
    end
  from (select staging.category_rule(p_event_type) as rule offset 0) as listed;
end;
