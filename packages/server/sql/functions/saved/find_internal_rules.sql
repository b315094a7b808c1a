-- Returns the rules for internal traffic of one tenant, by name. `key`: of a visitor or session in facts.
-- Reads saved.internal_rules, writes nothing.
create or replace function saved.find_internal_rules(p_tenant_hk bytea) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('rule_id', r.rule_id, 'name', r.name, 'of', r.of,
        'hash', encode(r.subject_hk, 'hex'), 'key', case when r.of <> 'property' then facts.short_key(r.subject_hk)::text end,
        'property', r.property, 'value', r.value, 'created_at', util.iso(r.created_at))
      order by r.name collate "C"), '[]')
    from saved.internal_rules as r
    where r.tenant_hk = p_tenant_hk
  );
end;
$$;
