-- Parses a client's timestamp; returns null if it is not readable. Never raises. docs/pipeline.md, "Clocks".
-- Reads nothing, writes nothing.
--
-- PostgreSQL inlines it, and every event has two timestamps. The format of JavaScript, with a day that its month has in
-- every year, is cast at once: 3 microseconds; util.parse_time takes 14. Stable like the cast, or it would not be
-- inlined.
create or replace function util.time_of(p_value jsonb) returns timestamptz
language sql stable parallel safe
return case
  when p_value is null then null
  when translate(p_value #>> '{}', '123456789', '000000000') = '0000-00-00T00:00:00.000Z'
    and jsonb_typeof(p_value) = 'string'
    and substr(p_value #>> '{}', 1, 4) <> '0000'
    and substr(p_value #>> '{}', 6, 2) collate "C" between '01' and '12'
    and (
      substr(p_value #>> '{}', 9, 2) collate "C" between '01' and '28'
      or substr(p_value #>> '{}', 9, 2) in ('29', '30') and substr(p_value #>> '{}', 6, 2) <> '02'
    )
    and substr(p_value #>> '{}', 12, 2) collate "C" <= '23'
    and substr(p_value #>> '{}', 15, 1) collate "C" <= '5'
    and substr(p_value #>> '{}', 18, 1) collate "C" <= '5'
  then (p_value #>> '{}')::timestamptz
  else util.parse_time(p_value)
end;
