-- Merges two objects of counts; adds the counts of keys that both have.
-- Reads nothing, writes nothing.
create or replace function upkeep.add_counts(p_one jsonb, p_other jsonb) returns jsonb
language sql immutable parallel safe
begin atomic
  select coalesce(jsonb_object_agg(summed.key, summed.value), '{}')
  from (
    select both_of.key, sum(both_of.value::bigint) as value
    from (select * from jsonb_each_text(p_one) union all select * from jsonb_each_text(p_other)) as both_of
    group by both_of.key
  ) as summed;
end;
