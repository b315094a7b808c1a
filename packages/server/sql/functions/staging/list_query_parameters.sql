-- Returns the campaign parameters and click ids in a url's query, decoded. Uses the first occurrence of each name.
-- Null for none. docs/pipeline.md, "Columns".
-- Reads nothing, writes nothing.
create or replace function staging.list_query_parameters(p_url text) returns jsonb
language plpgsql immutable parallel safe
as $$
declare
  v_url constant text := split_part(p_url, '#', 1);
  v_found jsonb;
  v_name text;
  v_pair text;
begin
  foreach v_pair in array string_to_array(substr(v_url, strpos(v_url, '?') + 1), '&') loop
    v_name := split_part(v_pair, '=', 1);
    if v_name = any (staging.query_names()) and v_name <> v_pair then
      v_found := jsonb_build_object(v_name, nullif(left(util.url_decode(substr(v_pair, length(v_name) + 2)), 256), ''))
        || coalesce(v_found, '{}');
    end if;
  end loop;
  return v_found;
end;
$$;
