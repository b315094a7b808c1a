-- Returns the sum of two processing results.
-- Reads nothing, writes nothing.
create or replace function pipeline.add_results(p_one jsonb, p_other jsonb) returns jsonb
language sql immutable
begin atomic
  select pipeline.processing_result(
    (p_one ->> 'raw_to_staging_count')::integer + (p_other ->> 'raw_to_staging_count')::integer,
    (p_one ->> 'staging_to_business_count')::integer + (p_other ->> 'staging_to_business_count')::integer,
    (p_one ->> 'total_error_count')::integer + (p_other ->> 'total_error_count')::integer);
end;
