-- Returns the due rules about goals of one tenant: [{rule_id, goal_id, minutes}]. What a goal counts is a question of
-- analytics, so the caller counts it, and gives the counts to alerts.evaluate.
-- Reads alerts.rules, writes nothing. p_now is for tests.
create or replace function alerts.find_due_goals(p_tenant_hk bytea, p_now timestamptz default null) returns jsonb
language plpgsql stable
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('rule_id', r.rule_id, 'goal_id', r.settings ->> 'goal_id',
        'minutes', (r.settings ->> 'minutes')::integer) order by r.rule_id), '[]')
    from alerts.rules as r
    where r.tenant_hk = p_tenant_hk and r.kind = 'goal' and r.is_enabled and r.due_at <= v_now
  );
end;
$$;
