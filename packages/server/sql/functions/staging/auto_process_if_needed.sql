-- Processes one tenant, or all, if events are pending. Public name of pipeline.process_if_needed.
-- Reads and writes all layers of the tenant, or of all tenants. Safe to repeat.
create or replace function staging.auto_process_if_needed(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_if_needed(p_tenant_hk) $$;

create or replace function staging.auto_process_if_needed() returns jsonb
language sql
as $$ select pipeline.process_if_needed() $$;
