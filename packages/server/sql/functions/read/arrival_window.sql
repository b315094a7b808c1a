-- Narrows p_from and p_to to the arrival times of the loaded events of a session, a visitor and a page; null
-- arguments do not narrow. The range is empty (p_from after p_to) if one of them is unknown.
-- Reads the totals of sessions, visitors and pages, writes nothing.
create or replace function read.arrival_window(
  p_tenant_hk bytea, p_session_bk text, p_visitor_bk text, p_page_bk text,
  inout p_from timestamptz, inout p_to timestamptz
)
language plpgsql stable
as $$
declare
  v_first timestamptz;
  v_last timestamptz;
begin
  if p_session_bk is not null then
    select t.first_arrival_at, t.last_arrival_at into v_first, v_last
      from totals.session_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_session_hk = util.hash_key(p_session_bk, p_tenant_hk);
    p_from := greatest(p_from, coalesce(v_first, 'infinity'));
    p_to := least(p_to, coalesce(v_last, '-infinity'));
  end if;
  if p_visitor_bk is not null then
    select t.first_arrival_at, t.last_arrival_at into v_first, v_last
      from totals.visitor_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = util.hash_key(p_visitor_bk, p_tenant_hk);
    p_from := greatest(p_from, coalesce(v_first, 'infinity'));
    p_to := least(p_to, coalesce(v_last, '-infinity'));
  end if;
  if p_page_bk is not null then
    select min(t.first_arrival_at), max(t.last_arrival_at) into v_first, v_last
      from totals.page_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_page_hk = util.hash_key(p_page_bk, p_tenant_hk);
    p_from := greatest(p_from, coalesce(v_first, 'infinity'));
    p_to := least(p_to, coalesce(v_last, '-infinity'));
  end if;
end;
$$;
