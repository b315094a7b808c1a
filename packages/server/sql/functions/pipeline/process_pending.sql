-- Claims up to p_limit pending raw events of one tenant and takes them through staging and business. Claims fewer if
-- they are large, because all of them are in memory at once: p_max_bytes counts payloads as stored, compressed. Skips
-- rows that another worker has locked, so that no event is processed twice. is_more: others may be pending.
-- Reads raw and deletes from its queue; pipeline.process_events writes staging, business and totals. Safe to repeat.
--
-- The delete finds the claimed rows by ctid, which cannot change because they are locked. By key, a plan made for a
-- nearly empty table would read all that waits for each row.
create or replace function pipeline.process_pending(
  p_tenant_hk bytea, p_limit integer default 500, p_max_bytes integer default 4194304,
  out staged integer, out invalid integer, out loaded integer, out failed integer, out is_more boolean
)
language plpgsql
as $$
declare
  v_arrivals raw.arrival[];
  v_processed record;
begin
  perform raw.share_tenant(p_tenant_hk);
  with locked as (
    select q.ctid, q.received_timestamp, q.event_id
    from raw.queue as q
    where q.tenant_hk = p_tenant_hk
    order by q.received_timestamp
    limit p_limit
    for update skip locked
  ), claimed as materialized (
    select sized.ctid, sized.received_timestamp, sized.event_id, sized.agent_hk, sized.raw_payload
    from (
      select l.ctid, l.received_timestamp, l.event_id, e.agent_hk, e.raw_payload,
        sum(e.bytes) over (order by l.received_timestamp, l.event_id) - e.bytes as bytes_before
      from locked as l
      cross join lateral (
        select stored.agent_hk, stored.raw_payload, pg_column_size(stored.raw_payload) as bytes
        from raw.events as stored
        where stored.tenant_hk = p_tenant_hk
          and stored.received_timestamp = l.received_timestamp
          and stored.event_id = l.event_id
        offset 0
      ) as e
    ) as sized
    where sized.bytes_before < p_max_bytes
  ), taken as (
    delete from raw.queue as q
    using claimed
    where q.tenant_hk = p_tenant_hk and q.ctid = claimed.ctid
    returning q.event_id
  )
  select array_agg(row(c.received_timestamp, c.event_id, agent.user_agent, c.raw_payload, agent.enrichment)::raw.arrival
      order by c.received_timestamp, c.event_id),
      (select count(*) from locked) > least(p_limit - 1, count(*))
    into v_arrivals, is_more
    from claimed as c
    left join lateral (
      select a.user_agent, a.enrichment from raw.agents as a
      where a.tenant_hk = p_tenant_hk and a.agent_hk = c.agent_hk
      offset 0
    ) as agent on true
    where array(select taken.event_id from taken) is not null;

  v_processed := pipeline.process_events(p_tenant_hk, v_arrivals);
  staged := v_processed.staged;
  invalid := v_processed.invalid;
  loaded := v_processed.loaded;
  failed := v_processed.failed;
end;
$$;
