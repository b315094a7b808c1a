-- Deletes a destination of one tenant, with its secret and its deliveries. Returns null, or why not:
-- unknown_destination, or in_use (a rule or a report names it; without it that one would tell nobody).
-- Reads and writes alerts, writes the audit trail. Safe to repeat.
create or replace function alerts.delete_destination(p_tenant_hk bytea, p_destination_id uuid, p_actor text default null)
returns text
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  -- Locks it first: a rule that is just about to name it holds the row (alerts.knows_destinations).
  perform 1 from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk and d.destination_id = p_destination_id
    for update;
  if not found then
    return 'unknown_destination';
  end if;
  if exists (select 1 from alerts.rules as r where r.tenant_hk = p_tenant_hk and p_destination_id = any (r.destination_ids))
    or exists (select 1 from alerts.reports as r where r.tenant_hk = p_tenant_hk and p_destination_id = any (r.destination_ids))
  then
    return 'in_use';
  end if;
  delete from alerts.deliveries as d where d.tenant_hk = p_tenant_hk and d.destination_id = p_destination_id;
  delete from alerts.destinations as d where d.tenant_hk = p_tenant_hk and d.destination_id = p_destination_id;
  perform audit.record(p_tenant_hk, 'alert_destination_deleted', jsonb_build_object('destination', p_destination_id));
  return null;
end;
$$;
