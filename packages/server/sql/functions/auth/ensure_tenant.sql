-- Creates a tenant, or changes its name if a name is given. Makes it the tenant of this transaction.
-- Reads auth.tenants, and writes it only if something changes: a cluster copies this table to all machines, and a
-- write needs every one of them. Safe to repeat.
create or replace function auth.ensure_tenant(p_customer_id text, p_customer_name text default null)
returns setof auth.tenants
language plpgsql
as $$
declare
  v_tenant_hk constant bytea := auth.enter_customer(p_customer_id);
  -- 244 random bits: gen_random_uuid is cryptographically strong and needs no extension.
  v_ip_salt constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
begin
  return query select t.* from auth.tenants as t
    where t.tenant_hk = v_tenant_hk and t.customer_name = coalesce(p_customer_name, t.customer_name);
  if not found then
    return query insert into auth.tenants as t (tenant_hk, customer_id, customer_name, ip_salt)
      values (v_tenant_hk, p_customer_id, coalesce(p_customer_name, p_customer_id), v_ip_salt)
      on conflict (tenant_hk) do update set customer_name = coalesce(p_customer_name, t.customer_name)
      returning t.*;
  end if;
end;
$$;
