-- Returns how long a set-aside event waits for its next retry, given the number of retries so far. Null after the
-- last retry: then the event stays set aside until somebody replays it.
-- Reads nothing, writes nothing.
create or replace function pipeline.retry_delay(p_attempts integer) returns interval
language sql immutable parallel safe
return case
  when p_attempts = 0 then interval '10 seconds'
  when p_attempts = 1 then interval '1 minute'
  when p_attempts = 2 then interval '10 minutes'
end;
