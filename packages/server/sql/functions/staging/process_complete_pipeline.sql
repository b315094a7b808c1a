-- Takes all that waits through the pipeline: the public name of pipeline.process_all, with a tenant and for all.
-- Reads and writes everything of the tenant, or of all. Safe to repeat.
create or replace function staging.process_complete_pipeline(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_all(p_tenant_hk) $$;

create or replace function staging.process_complete_pipeline() returns jsonb
language sql
as $$ select pipeline.process_all() $$;
