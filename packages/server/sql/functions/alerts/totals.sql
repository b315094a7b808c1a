-- Returns what the metrics say of all tenants together: {firing, acknowledged, waiting, waitingSince}. Runs with the
-- rights of the schema's owner, because row-level security shows other roles only one tenant.
-- Reads two partial indexes: of open firings, and of deliveries that wait. Writes nothing.
create or replace function alerts.totals() returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_firings record;
  v_waiting record;
begin
  select count(*) filter (where f.acknowledged_at is null) as firing,
      count(*) filter (where f.acknowledged_at is not null) as acknowledged
    into v_firings
    from alerts.firings as f
    where f.resolved_at is null;
  select count(*) as deliveries, min(d.created_at) as since into v_waiting
    from alerts.deliveries as d
    where d.next_attempt_at is not null;
  return jsonb_build_object(
    'firing', v_firings.firing, 'acknowledged', v_firings.acknowledged,
    'waiting', v_waiting.deliveries, 'waitingSince', util.iso(v_waiting.since));
end;
$$;
