-- Makes set-aside events of one tenant due now and resets their retry count. Selects them by id, by rule, and by
-- arrival (from p_from to before p_to); without arguments all of them. Returns how many. Leaves INVALID events alone:
-- their checks would fail again.
-- Reads and writes raw and staging; if it finds any events, also writes the audit trail. Safe to repeat.
create or replace function pipeline.replay(
  p_tenant_hk bytea, p_event_ids text[] default null, p_rule text default null,
  p_from timestamptz default null, p_to timestamptz default null, p_actor text default null
) returns integer
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_staging integer;
  v_raw integer;
begin
  perform auth.require_tenant(p_tenant_hk);
  perform auth.act_as(p_actor);
  if p_rule <> 'processing_failed' then
    return 0;
  end if;
  perform raw.share_tenant(p_tenant_hk);
  update staging.site_tracking_events_s as s
    set next_attempt_at = v_now, retry_count = 0
    where s.tenant_hk = p_tenant_hk
      and s.business_status = 'ERROR'
      and s.received_timestamp >= coalesce(p_from, '-infinity')
      and s.received_timestamp < coalesce(p_to, 'infinity')
      and (p_event_ids is null or s.event_id = any (p_event_ids));
  get diagnostics v_staging = row_count;
  update raw.set_aside as f
    set next_attempt_at = v_now, retry_count = 0
    where f.tenant_hk = p_tenant_hk
      and f.received_timestamp >= coalesce(p_from, '-infinity')
      and f.received_timestamp < coalesce(p_to, 'infinity')
      and (p_event_ids is null or f.event_id = any (p_event_ids));
  get diagnostics v_raw = row_count;
  if v_staging + v_raw > 0 then
    perform audit.record(p_tenant_hk, 'events_replayed', jsonb_build_object(
      'events', v_staging + v_raw, 'named', cardinality(p_event_ids), 'rule', p_rule, 'from', util.iso(p_from), 'to', util.iso(p_to)));
  end if;
  return v_staging + v_raw;
end;
$$;
