-- Evaluates the due rules of one tenant, and records what begins to fire and what has resolved: its firing, its
-- deliveries and the state of the rule, in one transaction. Returns the changes: [{rule_id, firing_id, state}].
-- Exactly once however many workers call it: each rule is claimed by its row lock, and is not due again for a minute.
--
-- A rule does not flap. It begins to fire when the limit has been crossed at each evaluation for `for_minutes`. It
-- resolves when the value has been a tenth better than the limit for `resolve_minutes` on end; values between change
-- nothing. Too little data to judge is no breach.
--
-- p_goals: what the caller has counted for the rules about goals (alerts.find_due_goals), by the id of the rule:
-- {goal, conversions}. One that is not there is left for a later call; one without conversions, because the question has
-- failed, keeps its state.
-- Reads totals and the first waiting events, reads and writes alerts. Safe to repeat. p_now is for tests.
create or replace function alerts.evaluate(
  p_tenant_hk bytea, p_now timestamptz default null, p_goals jsonb default '{}'
) returns jsonb
language plpgsql
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  -- A little less than a minute: workers look every few seconds.
  v_next constant timestamptz := v_now + interval '55 seconds';
  v_month_ago constant timestamptz := v_now - interval '30 days';
  v_year_ago constant timestamptz := v_now - interval '400 days';
  v_rule record;
  v_found record;
  v_counted jsonb;
  v_is_breached boolean;
  v_is_clear boolean;
  v_breached_since timestamptz;
  v_cleared_since timestamptz;
  v_firing_id uuid;
  v_due_at timestamptz;
  v_changes jsonb := '[]';
begin
  for v_rule in
    select r.rule_id, r.kind, r.settings, r.created_at, r.samples, r.firing_id, r.breached_since, r.cleared_since,
      make_interval(mins => (r.settings ->> 'for_minutes')::integer) as fires_after,
      make_interval(mins => (r.settings ->> 'resolve_minutes')::integer) as resolves_after
    from alerts.rules as r
    where r.tenant_hk = p_tenant_hk and r.is_enabled and r.due_at <= v_now
      and (r.kind <> 'goal' or p_goals -> r.rule_id::text is not null)
    order by r.rule_id
    for update skip locked
  loop
    v_due_at := v_next;
    if v_rule.kind = 'goal' then
      v_counted := p_goals -> v_rule.rule_id::text;
      -- A sixtieth of the window: to count a long one costs more, and says less that is new.
      v_due_at := greatest(v_next, v_now + (v_rule.settings ->> 'minutes')::integer * interval '1 second');
      if v_counted ->> 'goal' is not null and v_counted ->> 'conversions' is null then
        update alerts.rules as r set due_at = v_due_at where r.tenant_hk = p_tenant_hk and r.rule_id = v_rule.rule_id;
        continue;
      end if;
      select m.value, m.threshold, m.message, v_rule.samples as samples into v_found
        from alerts.measure_goal(v_rule.settings, v_counted) as m;
    elsif v_rule.kind in ('rate_below', 'rate_above', 'event_quiet', 'error_spike') then
      select m.value, m.threshold, m.message, v_rule.samples as samples into v_found
        from alerts.measure_hours(p_tenant_hk, v_rule.kind, v_rule.settings, v_now) as m;
    else
      select m.value, m.threshold, m.message, m.samples into v_found
        from alerts.measure_counters(
          p_tenant_hk, v_rule.kind, v_rule.settings, v_rule.created_at, v_rule.samples, v_now) as m;
    end if;
    if v_rule.kind = 'rate_below' then
      v_is_breached := coalesce(v_found.value < v_found.threshold, false);
      v_is_clear := coalesce(v_found.value >= least(v_found.threshold * 1.1, 100), true);
    else
      v_is_breached := coalesce(v_found.value >= v_found.threshold, false);
      v_is_clear := coalesce(v_found.value < v_found.threshold * 0.9, true);
    end if;

    v_firing_id := v_rule.firing_id;
    v_breached_since := null;
    v_cleared_since := null;
    if v_firing_id is null and v_is_breached then
      v_breached_since := coalesce(v_rule.breached_since, v_now);
      if v_now - v_breached_since >= v_rule.fires_after then
        v_breached_since := null;
        v_firing_id := alerts.begin_firing(
          p_tenant_hk, v_rule.rule_id, v_found.value, v_found.threshold, v_found.message, v_now);
        v_changes := v_changes || jsonb_build_object('rule_id', v_rule.rule_id, 'firing_id', v_firing_id, 'state', 'firing');
      end if;
    elsif v_firing_id is not null and v_is_clear then
      v_cleared_since := coalesce(v_rule.cleared_since, v_now);
      if v_now - v_cleared_since >= v_rule.resolves_after then
        v_cleared_since := null;
        perform alerts.end_firing(p_tenant_hk, v_firing_id, 'itself', v_found.value, v_found.threshold, v_found.message, v_now);
        v_changes := v_changes || jsonb_build_object('rule_id', v_rule.rule_id, 'firing_id', v_firing_id, 'state', 'resolved');
        v_firing_id := null;
      end if;
    end if;

    update alerts.rules as r
      set due_at = v_due_at, evaluated_at = v_now, breached_since = v_breached_since, cleared_since = v_cleared_since,
        firing_id = v_firing_id, samples = v_found.samples
      where r.tenant_hk = p_tenant_hk and r.rule_id = v_rule.rule_id;
  end loop;

  delete from alerts.deliveries as d where d.tenant_hk = p_tenant_hk and d.created_at < v_month_ago;
  delete from alerts.firings as f
    where f.tenant_hk = p_tenant_hk and f.started_at < v_year_ago and f.resolved_at is not null;
  return v_changes;
end;
$$;
