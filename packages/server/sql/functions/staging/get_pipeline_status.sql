-- Returns how many events are pending in each layer, for one tenant or all. Public name of read.pipeline_status.
-- Reads totals.pipeline_counters and, for all tenants, auth.tenants; writes nothing.
create or replace function staging.get_pipeline_status(p_tenant_hk bytea) returns jsonb
language sql
as $$ select read.pipeline_status(p_tenant_hk) $$;

create or replace function staging.get_pipeline_status() returns jsonb
language sql
as $$ select read.pipeline_status() $$;
