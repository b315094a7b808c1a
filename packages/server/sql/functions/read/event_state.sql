-- Returns an event's processing_status in the format of the API, and the reason if the event was rejected or set
-- aside. The arguments come from its raw row and its staged row; they are null if there is no such row. Clients get
-- only the SQLSTATE: the error text of the database stays in error_message. If retention or an erasure has deleted
-- the rows, the event is complete, because nothing more will happen to it.
-- Reads nothing, writes nothing.
create or replace function read.event_state(
  p_raw_status text, p_raw_error text, p_business_status text, p_business_error text, p_validation_errors jsonb
) returns table (status text, reason jsonb)
language sql stable
begin atomic
  select
    case
      when p_business_status = 'LOADED' or p_raw_status is null then 'complete'
      when p_business_status = 'REJECTED' then 'rejected'
      when p_business_status = 'ERROR' or p_raw_status = 'ERROR' then 'set_aside'
      else 'pending'
    end,
    case
      when p_business_status = 'REJECTED' then p_validation_errors -> 0
      when p_business_status = 'ERROR' or p_raw_status = 'ERROR' then jsonb_build_object(
        'rule', 'processing_failed', 'pointer', '', 'message', format('processing failed (%s)', left(coalesce(p_business_error, p_raw_error), 5)))
    end;
end;
