-- Tells every server, when this transaction commits, to forget what it remembers of a tenant's keys.
-- Reads auth.tenants, writes nothing. A payload of 8,000 bytes is refused, hence the guard.
create or replace function auth.announce_keys(p_tenant_hk bytea) returns void
language plpgsql
as $$
begin
  perform pg_notify('onevault_keys', t.customer_id)
    from auth.tenants as t
    where t.tenant_hk = p_tenant_hk and octet_length(t.customer_id) < 8000;
end;
$$;
