-- Returns which imported history one tenant has before a time: {from, to, source}; null for none. For the answers of
-- analytics, which do not add it.
-- Reads history.imports, writes nothing.
create or replace function history.imported_until(p_tenant_hk bytea, p_until timestamptz) returns jsonb
language plpgsql stable
as $$
declare
  -- The end of a range is not included.
  v_last constant date := ((p_until - interval '1 microsecond') at time zone 'UTC')::date;
begin
  return (
    select jsonb_build_object(
      'from', min(i.first_day), 'to', max(i.last_day), 'source', string_agg(distinct i.source, ', ' order by i.source))
    from history.imports as i
    where i.tenant_hk = p_tenant_hk and i.first_day <= v_last
    having count(*) > 0
  );
end;
$$;
