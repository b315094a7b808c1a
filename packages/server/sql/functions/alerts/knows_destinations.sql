-- Returns whether a tenant has all of these destinations; null stands for all that it has.
-- Reads alerts.destinations, and locks the rows, so that none is deleted before the transaction ends; writes nothing.
create or replace function alerts.knows_destinations(p_tenant_hk bytea, p_destination_ids uuid[]) returns boolean
language plpgsql
as $$
declare
  v_id uuid;
begin
  foreach v_id in array coalesce(p_destination_ids, '{}') loop
    perform 1 from alerts.destinations as d
      where d.tenant_hk = p_tenant_hk and d.destination_id = v_id
      for share;
    if not found then
      return false;
    end if;
  end loop;
  return true;
end;
$$;
