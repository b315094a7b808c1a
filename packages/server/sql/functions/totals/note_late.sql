-- Notes that the events that arrived from p_first to p_last changed their stage at p_changed_at; with p_event_id only
-- this event. Deletes up to 100 notes older than two days: a stream resumes from at most a day ago.
-- Writes totals.late_changes. Safe to repeat.
create or replace function totals.note_late(
  p_tenant_hk bytea, p_changed_at timestamptz, p_first timestamptz, p_last timestamptz, p_event_id text default ''
) returns void
language plpgsql
as $$
declare
  v_before constant timestamptz := p_changed_at - interval '2 days';
begin
  insert into totals.late_changes as c (tenant_hk, changed_at, first_arrival_at, last_arrival_at, event_id)
  values (p_tenant_hk, greatest(p_changed_at, p_first), p_first, p_last, p_event_id)
  on conflict (tenant_hk, changed_at, first_arrival_at, event_id)
    do update set last_arrival_at = greatest(c.last_arrival_at, excluded.last_arrival_at);

  -- Two workers never wait for each other here.
  with old as (
    select c.changed_at, c.first_arrival_at, c.event_id
    from totals.late_changes as c
    where c.tenant_hk = p_tenant_hk and c.changed_at < v_before
    order by c.changed_at
    limit 100
    for update skip locked
  )
  delete from totals.late_changes as c
  using old
  where c.tenant_hk = p_tenant_hk
    and c.changed_at = old.changed_at and c.first_arrival_at = old.first_arrival_at and c.event_id = old.event_id;
end;
$$;
