-- Processes one tenant now, whether or not anything waits, and says when.
-- Reads and writes everything of the tenant. Safe to repeat.
create or replace function staging.trigger_pipeline_now(p_tenant_hk bytea) returns jsonb
language sql
as $$
  select jsonb_build_object(
    'triggered_at', util.iso(clock_timestamp()), 'results', staging.process_complete_pipeline(p_tenant_hk));
$$;

-- The same for every tenant that has work.
create or replace function staging.trigger_pipeline_now() returns jsonb
language sql
as $$
  select jsonb_build_object('triggered_at', util.iso(clock_timestamp()), 'results', staging.process_complete_pipeline());
$$;
