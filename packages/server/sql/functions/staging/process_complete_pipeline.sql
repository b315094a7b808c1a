-- Processes all pending events of one tenant, or of all. Public name of pipeline.process_all.
-- Reads and writes all layers of the tenant, or of all tenants. Safe to repeat.
create or replace function staging.process_complete_pipeline(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_all(p_tenant_hk) $$;

create or replace function staging.process_complete_pipeline() returns jsonb
language sql
as $$ select pipeline.process_all() $$;
