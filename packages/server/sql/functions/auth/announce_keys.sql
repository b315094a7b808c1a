-- Tells every server, when this transaction commits, to forget what it remembers of a tenant's keys.
-- Reads auth.tenants, writes nothing. A payload of 8,000 bytes is refused, hence the guard.
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
