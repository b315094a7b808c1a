-- Returns how long to wait after a failed attempt to deliver: 10 s, then four times as long each time, at most 6 hours.
-- Reads nothing, writes nothing.
create or replace function alerts.retry_delay(p_attempts integer) returns interval
language sql immutable
return make_interval(secs => least(10 * 4.0 ^ (p_attempts - 1), 21600)::double precision);
