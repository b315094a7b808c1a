-- Processes now and says when: the public name of pipeline.process_now, with a tenant and for all.
-- Reads and writes everything of the tenant, or of all. Safe to repeat.
create or replace function staging.trigger_pipeline_now(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_now(p_tenant_hk) $$;

create or replace function staging.trigger_pipeline_now() returns jsonb
language sql
as $$ select pipeline.process_now() $$;
