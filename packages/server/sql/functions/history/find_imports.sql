-- Returns the imports of one tenant, by their first day, in the format of GET /api/v1/analytics/history. One that was never
-- complete has no days and no time.
-- Reads history.imports, writes nothing.
create or replace function history.find_imports(p_tenant_hk bytea) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'import', i.import_key, 'source', i.source, 'from', i.first_day, 'to', i.last_day, 'rows', i.rows,
        'bad_rows', i.bad_rows, 'imported_at', util.iso(i.imported_at), 'imported_by', i.imported_by,
        'is_loading', i.next_load_id is not null)
      order by i.first_day nulls last, i.import_key), '[]')
    from history.imports as i
    where i.tenant_hk = p_tenant_hk
  );
end;
$$;
