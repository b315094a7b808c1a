-- Makes a customer the tenant of this transaction, which is all that the row policies then let through, and
-- returns its hash key. Functions that take a tenant are called with it, so that entering costs no round trip:
--   select * from read.pipeline_counts(auth.enter_customer('demo'))
-- Reads nothing, writes the transaction's setting onevault.tenant.
create or replace function auth.enter_customer(p_customer_id text) returns bytea
language sql
as $$ select auth.enter_tenant(auth.tenant_hk(p_customer_id)) $$;
