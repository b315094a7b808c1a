-- A client's timestamp, or null when it is not readable. Never raises: make_date takes the first of a
-- month that the pattern has checked, and the days are added.
-- docs/pipeline.md, "Clocks". Reads nothing, writes nothing.
create or replace function staging.time_of(p_value jsonb) returns timestamptz
language plpgsql immutable parallel safe
as $$
declare
  m text[];
begin
  if jsonb_typeof(p_value) is distinct from 'string' then
    return null;
  end if;
  m := regexp_match(
    left(p_value #>> '{}', 64),
    '^(?!0000)([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,9}))?(Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$');
  if m is null then
    return null;
  end if;
  return (
      (make_date(m[1]::integer, m[2]::integer, 1) + (m[3]::integer - 1))::timestamp
      + make_interval(hours => m[4]::integer, mins => m[5]::integer, secs => m[6]::integer)
      + rpad(left(coalesce(m[7], '0'), 6), 6, '0')::integer * interval '1 microsecond'
      - case when m[8] = 'Z' then interval '0'
          else (m[9] || '1')::integer * make_interval(hours => m[10]::integer, mins => m[11]::integer) end
    ) at time zone 'UTC';
end;
$$;
