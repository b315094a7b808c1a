-- Returns the result of a pipeline run in the format of the API (docs/pipeline.md, "What a run reports"). p_staged
-- includes INVALID events; p_failed counts INVALID and set-aside events.
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
