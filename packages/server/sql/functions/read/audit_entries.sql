-- Returns entries of one tenant's audit trail, newest first, in the format of GET /api/v1/track/audit. With
-- p_before_at and p_before_id only older entries; with p_visitor_id only entries about that visitor.
-- Reads audit.trail and, for a visitor, auth.tenants; writes nothing.
create or replace function read.audit_entries(
  p_tenant_hk bytea, p_limit integer,
  p_before_at timestamptz default null, p_before_id uuid default null, p_visitor_id text default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_visitor_hash constant text := case when p_visitor_id is not null then auth.visitor_hash(p_tenant_hk, business.visitor_key(p_visitor_id)) end;
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'id', newest.entry_id, 'at', util.iso(newest.recorded_at), 'by', newest.actor, 'action', newest.action,
        'details', newest.details) order by newest.recorded_at desc, newest.entry_id desc), '[]')
    from (
      select t.entry_id, t.recorded_at, t.actor, t.action, t.details
      from audit.trail as t
      where t.tenant_hk = p_tenant_hk
        and (p_before_at is null or (t.recorded_at, t.entry_id) < (p_before_at, p_before_id))
        and (v_visitor_hash is null or t.details ->> 'visitor_hash' = v_visitor_hash
          or t.details -> 'connected_hashes' ? v_visitor_hash)
      order by t.recorded_at desc, t.entry_id desc
      limit p_limit
    ) as newest
  );
end;
$$;
