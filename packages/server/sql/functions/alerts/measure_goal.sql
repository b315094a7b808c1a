-- Measures one rule about a goal by what the caller has counted: {goal, conversions}. Without the name of the goal it is
-- gone, and the value is null.
-- Reads nothing, writes nothing.
create or replace function alerts.measure_goal(
  p_settings jsonb, p_counted jsonb,
  out value numeric, out threshold numeric, out message text
)
language plpgsql stable
as $$
begin
  threshold := (p_settings ->> 'conversions')::numeric;
  if p_counted ->> 'goal' is null then
    message := 'The goal of the rule is deleted. Conversions';
  else
    value := (p_counted ->> 'conversions')::numeric;
    message := format('Conversions of "%s" in the last %s minutes', p_counted ->> 'goal', p_settings ->> 'minutes');
  end if;
end;
$$;
