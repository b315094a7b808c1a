-- Makes a customer the tenant of this transaction, so that row-level security shows only its rows. Returns the
-- tenant's hash key. Use the call as the tenant argument of another function: this saves a round trip.
--   select * from read.pipeline_counts(auth.enter_customer('demo'))
-- Reads nothing, writes the transaction's setting onevault.tenant.
create or replace function auth.enter_customer(p_customer_id text) returns bytea
language sql
as $$ select auth.enter_tenant(auth.tenant_hk(p_customer_id)) $$;
