-- Adds a rule for internal traffic to a tenant: events of a visitor or session (p_subject_id is its id, of which only
-- the hash is kept), or with a property. Returns null, or why not: too_many (100 is the limit, 10 of them by property),
-- or name_taken. The audit trail has neither name nor hash, because an erasure of the visitor has to remove them.
-- Reads and writes saved.internal_rules, writes the audit trail. Not safe to repeat.
create or replace function saved.add_internal_rule(
  p_tenant_hk bytea, p_rule_id uuid, p_name text, p_of text, p_subject_id text, p_property text, p_value text,
  p_actor text default null
) returns text
language plpgsql
as $$
declare
  v_name_hk constant bytea := saved.name_key(p_name);
  v_subject_hk bytea;
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  perform saved.lock(p_tenant_hk);
  if (select count(*) from saved.internal_rules as r where r.tenant_hk = p_tenant_hk) >= 100
    or p_of = 'property' and (select count(*) from saved.internal_rules as r
      where r.tenant_hk = p_tenant_hk and r.of = 'property') >= 10 then
    return 'too_many';
  end if;
  if exists (select 1 from saved.internal_rules as r where r.tenant_hk = p_tenant_hk and r.name_hk = v_name_hk) then
    return 'name_taken';
  end if;
  if p_of = 'visitor' then
    v_subject_hk := util.hash_key(business.visitor_key(p_subject_id), p_tenant_hk);
  elsif p_of = 'session' then
    v_subject_hk := util.hash_key(business.session_key(p_subject_id), p_tenant_hk);
  end if;
  insert into saved.internal_rules (tenant_hk, rule_id, name_hk, name, of, subject_hk, property, value)
    values (p_tenant_hk, p_rule_id, v_name_hk, p_name, p_of, v_subject_hk, p_property, p_value);
  perform audit.record(p_tenant_hk, 'internal_rule_created', jsonb_build_object('rule', p_rule_id, 'of', p_of));
  return null;
end;
$$;
