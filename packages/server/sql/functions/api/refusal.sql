-- Returns the answer to a call with a wrong argument, in the format of the API's errors.
-- Reads nothing, writes nothing.
create or replace function api.refusal(p_error_code text, p_argument text, p_message text) returns jsonb
language sql immutable
return jsonb_build_object(
  'success', false, 'error_code', p_error_code, 'message', p_message,
  'detail', jsonb_build_array(jsonb_build_object('loc', jsonb_build_array(p_argument), 'msg', p_message, 'type', 'value_error')));
