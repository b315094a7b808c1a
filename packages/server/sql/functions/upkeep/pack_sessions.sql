-- Packs what up to p_limit sessions did into their facts (facts.sessions.hits), oldest first: sessions that started an
-- hour ago and have been quiet for half an hour. Returns how many: less than p_limit at the end.
-- Reads and writes facts. Safe to repeat, and from several workers at once: one worker claims each session.
--
-- A session that would not fit or would not pay is marked with '{}' and counted by its events for good: with more than
-- 64 different hits, with more than 5,000 events, of more than six hours, with several visitors, with events of which
-- only some count, or whose first events retention has deleted. So neither a portion nor a row has a size without limit.
create or replace function upkeep.pack_sessions(
  p_tenant_hk bytea, p_limit integer default 2000, p_now timestamptz default null
) returns integer
language plpgsql
set timezone = 'UTC'
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_quiet constant timestamptz := v_now - interval '30 minutes';
  v_begun constant timestamptz := v_now - interval '1 hour';
  v_claimed bigint[];
  v_keys bigint[];
  v_packed bigint[];
  v_left bigint[];
  v_from timestamptz;
  v_to timestamptz;
begin
  -- An event is added in a transaction that locks the row of its session. So once the row is claimed, all events of the
  -- session can be read, by the next statement.
  with claimed as (
    select s.session_key, s.started_at, s.ended_at, s.events, s.ended_at - s.started_at <= interval '6 hours'
        and s.events <= 5000 and s.visitor_key = s.last_visitor_key and (s.any_flags # s.all_flags) & 60 = 0 as fits
    from facts.sessions as s
    where s.tenant_hk = p_tenant_hk and s.hits is null and s.started_at < v_begun and s.ended_at < v_quiet
    order by s.started_at
    limit p_limit
    for update skip locked
  )
  select array_agg(c.session_key), array_agg(c.session_key) filter (where c.fits),
      min(c.started_at) filter (where c.fits), max(c.ended_at) filter (where c.fits)
    into v_claimed, v_keys, v_from, v_to
    from claimed as c;
  if v_claimed is null then
    return 0;
  end if;

  with counted as materialized (
    select h.session_key, array_agg(h.page_key order by h.page_key, h.type_key)
        || array_agg((h.type_key & -65536) | case when h.page_n = 1 then 32768 else 0 end
          | case when h.type_n = 1 then 16384 else 0 end | h.events order by h.page_key, h.type_key) as hits,
      bit_or(facts.key_bit(h.page_key)) as page_bits, bit_or(facts.key_bit(h.type_key)) as type_bits,
      case when min(h.host_key) = max(h.last_host_key) then min(h.host_key) end as host_key, sum(h.events) as events
    from (
      select x.*, row_number() over (partition by x.session_key, x.page_key order by x.type_key) as page_n,
        row_number() over (partition by x.session_key, x.type_key order by x.page_key) as type_n
      from (
        select e.session_key, e.page_key, e.type_key, min(e.host_key) as host_key, max(e.host_key) as last_host_key,
          count(*)::integer as events
        from facts.events as e
        where e.tenant_hk = p_tenant_hk and e.event_at >= v_from and e.event_at <= v_to and e.flags & 32 = 0
          and e.session_key in (select unnest(v_keys))
        group by e.session_key, e.page_key, e.type_key
      ) as x
    ) as h
    group by h.session_key
    having count(*) <= 64
  ), packed as (
    update facts.sessions as s
      set hits = c.hits, page_bits = c.page_bits, type_bits = c.type_bits, host_key = c.host_key
      from counted as c
      where s.tenant_hk = p_tenant_hk and s.session_key = c.session_key and s.events = c.events
    returning s.session_key
  )
  select array_agg(packed.session_key) into v_packed from packed;
  v_left := array(select unnest(v_claimed) except select unnest(v_packed));
  if v_left <> '{}' then
    update facts.sessions as s
      set hits = '{}'
      where s.tenant_hk = p_tenant_hk and s.session_key = any (v_left);
  end if;
  return cardinality(v_claimed);
end;
$$;
