-- How long a set-aside event waits for its next attempt, by the attempts it had since; null after the
-- last: it then waits for a person. Reads nothing, writes nothing.
create or replace function pipeline.retry_delay(p_attempts integer) returns interval
language sql immutable parallel safe
return case p_attempts when 0 then interval '10 seconds' when 1 then interval '1 minute' when 2 then interval '10 minutes' end;
