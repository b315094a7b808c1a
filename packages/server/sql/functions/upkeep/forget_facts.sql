-- Deletes about p_limit facts of events that happened before a tenant's retention, oldest first; when none are left, also
-- sessions that ended before it, the texts that no fact can use any more, saved things about that time, and the counts of
-- what arrived before it. Returns how many events.
-- Reads auth.tenants, reads and writes facts and saved, writes totals.forgotten and totals.arrivals. Safe to repeat, and
-- from several workers at once.
create or replace function upkeep.forget_facts(
  p_tenant_hk bytea, p_limit integer default 5000, p_now timestamptz default null
) returns integer
language plpgsql
set timezone = 'UTC'
as $$
declare
  v_before constant timestamptz := upkeep.retention_start(p_tenant_hk, coalesce(p_now, clock_timestamp()));
  -- Facts of a month are of events until five minutes after its end, so this month and earlier ones are not in use.
  v_month constant timestamptz := v_before - interval '1 month 1 day';
  v_last timestamptz;
  v_gone integer;
  v_used bigint[];
begin
  if v_before is null then
    return 0;
  end if;
  select max(oldest.event_at) into v_last
    from (
      select e.event_at
      from facts.events as e
      where e.tenant_hk = p_tenant_hk and e.event_at < v_before
      order by e.event_at
      limit p_limit
    ) as oldest;
  delete from facts.events as e where e.tenant_hk = p_tenant_hk and e.event_at <= v_last;
  get diagnostics v_gone = row_count;
  if v_gone > 0 then
    insert into totals.forgotten as f (tenant_hk, before_at, facts_before_at) values (p_tenant_hk, v_before, v_before)
      on conflict (tenant_hk) do update set facts_before_at = greatest(f.facts_before_at, excluded.facts_before_at);
  end if;
  if v_gone >= p_limit then
    return v_gone;
  end if;

  delete from totals.arrivals as a where a.tenant_hk = p_tenant_hk and a.quarter_at < v_before - interval '15 minutes';
  delete from facts.sessions as s
    where s.tenant_hk = p_tenant_hk and s.started_at < v_before and s.ended_at < v_before;
  -- Those of a session that goes on.
  v_used := array(
    select distinct unnest(array[
      s.entry_key, s.exit_key, s.source_key, s.channel_key, s.referrer_key, s.utm_source_key, s.utm_medium_key,
      s.utm_campaign_key, s.utm_term_key, s.utm_content_key, s.device_key, s.browser_key, s.os_key, s.language_key,
      s.country_key, s.screen_key])
    from facts.sessions as s
    where s.tenant_hk = p_tenant_hk and s.started_at < v_before);
  delete from facts.texts as t
    where t.tenant_hk = p_tenant_hk and t.month_at <= v_month and t.text_key <> all (v_used);
  perform saved.forget(p_tenant_hk, v_before);
  return v_gone;
end;
$$;
