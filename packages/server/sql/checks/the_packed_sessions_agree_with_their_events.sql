-- Lists packed sessions of the tenant :'tenant' whose hits differ from their events, except those that began before the
-- events that retention kept.
select packed.session_key, packed.hits, counted.hits as counted
from (
  select s.session_key, s.hits, s.page_bits, s.type_bits, s.host_key
  from facts.sessions as s
  where s.tenant_hk = :'tenant' and s.hits <> '{}'
    and s.started_at >= coalesce((
      select forgotten.facts_before_at from totals.forgotten as forgotten where forgotten.tenant_hk = :'tenant'), '-infinity')
) as packed
left join (
  select h.session_key, array_agg(h.page_key order by h.page_key, h.type_key)
      || array_agg((h.type_key & -65536) | case when h.is_of_page then 32768 else 0 end
        | case when h.is_of_type then 16384 else 0 end | h.events order by h.page_key, h.type_key) as hits,
    bit_or(facts.key_bit(h.page_key)) as page_bits, bit_or(facts.key_bit(h.type_key)) as type_bits,
    case when min(h.host_key) = max(h.last_host_key) then min(h.host_key) end as host_key
  from (
    select e.session_key, e.page_key, e.type_key, count(*) as events, min(e.host_key) as host_key,
      max(e.host_key) as last_host_key,
      e.type_key = min(e.type_key) over (partition by e.session_key, e.page_key) as is_of_page,
      e.page_key = min(e.page_key) over (partition by e.session_key, e.type_key) as is_of_type
    from facts.events as e
    where e.tenant_hk = :'tenant' and e.session_key <> 0 and e.flags & 32 = 0
    group by e.session_key, e.page_key, e.type_key
  ) as h
  group by h.session_key
) as counted on counted.session_key = packed.session_key
where (packed.hits, packed.page_bits, packed.type_bits, packed.host_key)
  is distinct from (counted.hits, counted.page_bits, counted.type_bits, counted.host_key)
