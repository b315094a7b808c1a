-- Processes one tenant now, whether or not anything waits, and says when.
-- Reads and writes everything of the tenant. Safe to repeat.
create or replace function pipeline.process_now(p_tenant_hk bytea) returns jsonb
language sql
as $$
  select jsonb_build_object(
    'triggered_at', util.iso(clock_timestamp()), 'results', pipeline.process_all(p_tenant_hk));
$$;

-- The same for every tenant that has work.
create or replace function pipeline.process_now() returns jsonb
language sql
as $$
  select jsonb_build_object('triggered_at', util.iso(clock_timestamp()), 'results', pipeline.process_all());
$$;
