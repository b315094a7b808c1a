-- Processes one tenant without checking first whether it has work. The result has the start time.
-- Reads and writes all layers of the tenant. Safe to repeat.
create or replace function pipeline.process_now(p_tenant_hk bytea) returns jsonb
language sql
as $$
  select jsonb_build_object(
    'triggered_at', util.iso(clock_timestamp()), 'results', pipeline.process_all(p_tenant_hk));
$$;

-- Does the same for every tenant that has work.
create or replace function pipeline.process_now() returns jsonb
language sql
as $$
  select jsonb_build_object('triggered_at', util.iso(clock_timestamp()), 'results', pipeline.process_all());
$$;
