-- Returns the customer ids of pipeline.working_tenants.
-- Reads what that function reads, writes nothing.
create or replace function pipeline.tenants_with_work() returns setof text
language plpgsql
as $$
begin
  return query select w.customer_id from pipeline.working_tenants() as w;
end;
$$;
