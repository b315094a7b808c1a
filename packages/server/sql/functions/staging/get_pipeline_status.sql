-- How many events wait, and where: the public name of read.pipeline_status, with a tenant and for all.
-- Reads totals.pipeline_counters, writes nothing.
create or replace function staging.get_pipeline_status(p_tenant_hk bytea) returns jsonb
language sql
as $$ select read.pipeline_status(p_tenant_hk) $$;

create or replace function staging.get_pipeline_status() returns jsonb
language sql
as $$ select read.pipeline_status() $$;
