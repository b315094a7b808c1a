-- Returns the tenants with pending raw events, and when the oldest of each arrived.
-- One statement for all tenants, unless one has thousands of such rows: the next statement continues after the last
-- tenant found, so that a large backlog is not read to its end.
-- Runs with the caller's rights: the owner sees all tenants, the server's role only the one that it entered.
-- Reads the primary key of raw.queue; writes nothing.
create or replace function raw.waiting_tenants() returns table (tenant_hk bytea, waits_since timestamptz)
language plpgsql
set enable_seqscan = off -- a plan made for a nearly empty table would read and sort all of it until the next analyze
as $$
declare
  v_portion constant integer := 10000;
  v_after bytea := '';
  v_rows bigint;
  v_found record;
begin
  loop
    v_rows := 0;
    for v_found in
      select w.tenant_hk, min(w.received_timestamp) as first_at, sum(count(*)) over () as rows_read
      from (
        select q.tenant_hk, q.received_timestamp
        from raw.queue as q
        where q.tenant_hk > v_after
        order by q.tenant_hk, q.received_timestamp
        limit v_portion
      ) as w
      group by w.tenant_hk
      order by w.tenant_hk
    loop
      v_rows := v_found.rows_read;
      v_after := v_found.tenant_hk;
      tenant_hk := v_found.tenant_hk;
      waits_since := v_found.first_at;
      return next;
    end loop;
    exit when v_rows < v_portion;
  end loop;
end;
$$;
