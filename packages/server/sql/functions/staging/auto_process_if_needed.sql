-- Processes if anything waits: the public name of pipeline.process_if_needed, with a tenant and for all.
-- Reads and writes everything of the tenant, or of all. Safe to repeat.
create or replace function staging.auto_process_if_needed(p_tenant_hk bytea) returns jsonb
language sql
as $$ select pipeline.process_if_needed(p_tenant_hk) $$;

create or replace function staging.auto_process_if_needed() returns jsonb
language sql
as $$ select pipeline.process_if_needed() $$;
