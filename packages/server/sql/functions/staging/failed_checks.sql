-- Returns the result of an event's checks, given the names of those that failed: {status, score, errors}.
-- docs/pipeline.md, "Checks".
-- Reads nothing, writes nothing.
create or replace function staging.failed_checks(p_failed text[]) returns jsonb
language sql immutable parallel safe
begin atomic
  select jsonb_build_object(
    'status', case when bool_or(status = 'INVALID') then 'INVALID' when bool_or(status = 'SUSPICIOUS') then 'SUSPICIOUS'
      else 'VALID' end,
    'score', case when bool_or(status = 'INVALID') then 0 else greatest(0, 1 - sum(weight)) end,
    'errors', jsonb_agg(jsonb_build_object('rule', rule, 'pointer', pointer, 'message', message) order by place))
  from staging.check_rules()
  where rule = any (p_failed);
end;
