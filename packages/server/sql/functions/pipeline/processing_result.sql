-- What a run of the pipeline did, as the API answers it. docs/pipeline.md, "What a run reports": p_staged
-- counts INVALID events too, p_failed those and what was set aside.
-- Reads nothing, writes nothing.
create or replace function pipeline.processing_result(p_staged integer, p_loaded integer, p_failed integer) returns jsonb
language sql immutable
return jsonb_build_object(
  'total_processed', p_loaded + p_failed,
  'raw_to_staging_count', p_staged,
  'staging_to_business_count', p_loaded,
  'total_success_count', p_loaded,
  'total_error_count', p_failed,
  'processing_summary', format('%s staged, %s loaded into business, %s rejected or set aside', p_staged, p_loaded, p_failed));
