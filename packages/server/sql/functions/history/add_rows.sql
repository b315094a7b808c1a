-- Adds rows to the load of an import, and notes in the same transaction that p_done of its rows are stored: so a load that
-- was cut off goes on where it was, and no row counts twice. Rows with the same day and value are added up. Returns false,
-- and adds nothing, if another process loads it now or it was deleted.
-- p_rows: [{d: day, n: dimension, h: hex of the value's hash, v: value, a: visitors, s: sessions, p: page views, e: events,
-- b: bounces, t: seconds}].
-- Reads and writes history. Not safe to repeat.
create or replace function history.add_rows(
  p_tenant_hk bytea, p_import_key text, p_token uuid, p_rows jsonb, p_done bigint
) returns boolean
language plpgsql
as $$
declare
  v_load_id uuid;
begin
  update history.imports as i set next_rows = p_done
    where i.tenant_hk = p_tenant_hk and i.import_key = p_import_key and i.next_token = p_token
    returning i.next_load_id into v_load_id;
  if v_load_id is null then
    return false;
  end if;
  insert into history.counts as c (
      tenant_hk, load_id, dimension, on_day, value_hk, value, visitors, sessions, page_views, events, bounces, duration_s)
    select p_tenant_hk, v_load_id, r.n, r.d, decode(r.h, 'hex'), max(r.v), sum(r.a), sum(r.s), sum(r.p), sum(r.e), sum(r.b),
      sum(r.t)
    from jsonb_to_recordset(p_rows) as r(
      d date, n text, h text, v text, a bigint, s bigint, p bigint, e bigint, b bigint, t bigint)
    group by r.n, r.d, r.h
    order by r.n, r.d, r.h
    on conflict (tenant_hk, load_id, dimension, on_day, value_hk) do update set
      visitors = coalesce(c.visitors + excluded.visitors, c.visitors, excluded.visitors),
      sessions = coalesce(c.sessions + excluded.sessions, c.sessions, excluded.sessions),
      page_views = coalesce(c.page_views + excluded.page_views, c.page_views, excluded.page_views),
      events = coalesce(c.events + excluded.events, c.events, excluded.events),
      bounces = coalesce(c.bounces + excluded.bounces, c.bounces, excluded.bounces),
      duration_s = coalesce(c.duration_s + excluded.duration_s, c.duration_s, excluded.duration_s);
  return true;
end;
$$;
