-- Processes one tenant, or all, without checking first whether events are pending. Public name of
-- pipeline.process_now.
-- Reads and writes all layers of the tenant, or of all tenants. Safe to repeat.
create or replace function staging.trigger_pipeline_now(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_now(p_tenant_hk) $$;

create or replace function staging.trigger_pipeline_now() returns jsonb
language sql
as $$ select pipeline.process_now() $$;
