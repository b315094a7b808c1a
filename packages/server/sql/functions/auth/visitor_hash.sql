-- Returns the hash by which the audit trail refers to a visitor: hex, salted with the tenant's salt. p_visitor_bk is
-- the visitor's business key. Null for an unknown tenant.
-- Reads auth.tenants, writes nothing.
create or replace function auth.visitor_hash(p_tenant_hk bytea, p_visitor_bk text) returns text
language plpgsql stable
as $$
declare
  v_salt constant bytea := (select t.ip_salt from auth.tenants as t where t.tenant_hk = p_tenant_hk);
begin
  return encode(sha256(convert_to(encode(v_salt, 'hex') || p_visitor_bk, 'UTF8')), 'hex');
end;
$$;
