-- Tells all servers to clear their cached keys of a tenant, when this transaction commits.
-- Reads auth.tenants, writes nothing. Sends nothing for a customer id of 8,000 bytes or more: PostgreSQL refuses such
-- a payload.
create or replace function auth.announce_keys(p_tenant_hk bytea) returns void
language plpgsql
as $$
declare
  v_customer_id text := (select t.customer_id from auth.tenants as t where t.tenant_hk = p_tenant_hk);
begin
  if octet_length(v_customer_id) < 8000 then
    perform pg_notify('onevault_keys', v_customer_id);
  end if;
end;
$$;
