-- Returns why a report cannot be as it is asked for: unknown_zone, unknown_destination, not_email; else null.
-- Reads alerts.destinations and locks the rows, so that none is deleted before the transaction ends; writes nothing.
create or replace function alerts.find_report_problem(p_tenant_hk bytea, p_timezone text, p_destination_ids uuid[])
returns text
language plpgsql
as $$
begin
  if not alerts.knows_zone(p_timezone) then
    return 'unknown_zone';
  end if;
  if not alerts.knows_destinations(p_tenant_hk, p_destination_ids) then
    return 'unknown_destination';
  end if;
  if exists (select 1 from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk and d.kind <> 'email' and d.destination_id = any (p_destination_ids))
  then
    return 'not_email';
  end if;
  return null;
end;
$$;
