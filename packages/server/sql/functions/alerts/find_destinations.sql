-- Returns the destinations of one tenant, oldest first, in the format of GET /api/v1/alerts/destinations: never a
-- secret.
-- Reads alerts.destinations, writes nothing.
create or replace function alerts.find_destinations(p_tenant_hk bytea) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'destination_id', d.destination_id, 'kind', d.kind, 'address', d.address, 'label', d.label,
        'created_at', util.iso(d.created_at), 'disabled_at', util.iso(d.disabled_at))
      order by d.created_at, d.destination_id), '[]')
    from alerts.destinations as d
    where d.tenant_hk = p_tenant_hk
  );
end;
$$;
