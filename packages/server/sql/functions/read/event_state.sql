-- How far an event came, from what its raw and its staged row say (null where there is none): processing_status
-- as the API answers it, and why it is not further. The database's own words stay in error_message for the
-- operator; a client gets the SQLSTATE. Of an event that retention or an erasure has taken only the id is left:
-- nothing more will come of it, so it is complete.
-- Reads nothing but its arguments, writes nothing.
create or replace function read.event_state(
  p_raw_status text, p_raw_error text, p_business_status text, p_business_error text, p_validation_errors jsonb
) returns table (status text, reason jsonb)
language sql stable
as $$
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
$$;
