-- Returns at most p_limit annotations of one tenant, newest first: those that touch the range from p_from (included) to
-- p_to (not included), after the entry (p_before_at, p_before_id); with p_annotation_id only that one.
-- Reads saved.annotations, writes nothing.
create or replace function saved.find_annotations(
  p_tenant_hk bytea, p_limit integer, p_from timestamptz default null, p_to timestamptz default null,
  p_before_at timestamptz default null, p_before_id uuid default null, p_annotation_id uuid default null
) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('annotation_id', x.annotation_id, 'kind', x.kind,
        'at', util.iso(x.starts_at), 'until', util.iso(x.ends_at), 'text', x.text, 'url', x.url, 'version', x.version,
        'created_at', util.iso(x.created_at), 'created_by', x.created_by)
      order by x.starts_at desc, x.annotation_id desc), '[]')
    from (
      select a.*
      from saved.annotations as a
      where a.tenant_hk = p_tenant_hk
        and (p_annotation_id is null or a.annotation_id = p_annotation_id)
        and (p_to is null or a.starts_at < p_to)
        and (p_from is null or a.starts_at >= p_from or a.ends_at >= p_from)
        and (p_before_at is null or (a.starts_at, a.annotation_id) < (p_before_at, p_before_id))
      order by a.starts_at desc, a.annotation_id desc
      limit p_limit
    ) as x
  );
end;
$$;
