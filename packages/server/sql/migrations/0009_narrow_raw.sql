-- A raw row is written once and never changes. What changes, or repeats in nearly every row, stands in tables of its
-- own: which events wait, which are set aside, and the user agents. The view raw.site_tracking_events_r joins them.
-- Copies all raw rows: about 12 s for a million.

-- It reads the table that becomes a view.
drop view if exists staging.pipeline_dashboard;
-- These return several columns now, which `create or replace` cannot change; the first one calls the others.
drop function if exists staging.read_event(jsonb, text, jsonb, timestamptz);
drop function if exists staging.split_url(text), staging.referrer_kind(text, text), staging.categorize(text, jsonb),
  staging.query_parameters(text);
alter table raw.site_tracking_events_r rename to replaced_events;

-- A user agent and what the server derives from it. A row is for one month, so that retention can delete it with the
-- events of that month. agent_hk: the first 16 bytes of the SHA-256 of all three.
create table raw.agents (
  tenant_hk bytea not null,
  agent_hk bytea not null,
  month date not null,                     -- the first day of it, in UTC
  user_agent text,
  -- browser_name, browser_version, operating_system, device_type, is_bot. Null and false are left out to save space.
  enrichment jsonb,
  primary key (tenant_hk, agent_hk)
);

-- The order of the columns saves the bytes that would align the timestamp.
create table raw.events (
  received_timestamp timestamptz not null, -- unique within a batch, so it also keeps the order of arrival
  tenant_hk bytea not null,
  event_id text not null,
  agent_hk bytea,                          -- null for rows from psql without a user agent
  client_ip_hash bytea,
  record_source text not null,
  raw_payload jsonb not null,              -- event_type, page_url, event_data; missing ones stay missing
  -- The arrival comes before the id: then this index serves "newest first" and, with raw.event_ids, "by id".
  primary key (tenant_hk, received_timestamp, event_id)
) partition by range (received_timestamp);

-- Holds rows for which no monthly partition exists, so that an insert never fails for a missing partition.
create table raw.events_default partition of raw.events default;

-- The events that wait for processing (PENDING). Claiming one deletes its row, in the transaction that processes it.
create table raw.queue (
  received_timestamp timestamptz not null,
  tenant_hk bytea not null,
  event_id text not null,
  primary key (tenant_hk, received_timestamp, event_id)
);

-- The events that failed before staging (ERROR), with the reason.
create table raw.set_aside (
  received_timestamp timestamptz not null,
  next_attempt_at timestamptz,             -- null if no retry is due
  tenant_hk bytea not null,
  event_id text not null,
  error_message text not null,
  retry_count smallint not null default 0,
  primary key (tenant_hk, received_timestamp, event_id)
);
create index set_aside_due on raw.set_aside (tenant_hk, next_attempt_at) where next_attempt_at is not null;

do $$
declare
  v_month text;
begin
  for v_month in
    select right(c.relname, 7)
    from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'raw.replaced_events'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
  loop
    execute format(
      'create table raw.events_%s partition of raw.events for values from (%L) to (%L)',
      v_month,
      to_date(v_month, 'YYYY_MM')::timestamp at time zone 'UTC',
      (to_date(v_month, 'YYYY_MM') + interval '1 month') at time zone 'UTC');
  end loop;
end;
$$;

create temp table agent_of on commit drop as
  select known.*, case when known.user_agent is not null or known.enrichment is not null then substr(sha256(convert_to(
    concat_ws(E'\n', known.month, known.user_agent, known.enrichment), 'UTF8')), 1, 16) end as agent_hk
  from (
    select distinct r.tenant_hk, r.user_agent, r.enrichment,
      date_trunc('month', r.received_timestamp at time zone 'UTC')::date as month
    from raw.replaced_events as r
  ) as known;
insert into raw.agents (tenant_hk, agent_hk, month, user_agent, enrichment)
  select a.tenant_hk, a.agent_hk, a.month, a.user_agent, a.enrichment from agent_of as a where a.agent_hk is not null;
insert into raw.events (received_timestamp, tenant_hk, event_id, agent_hk, client_ip_hash, record_source, raw_payload)
  select r.received_timestamp, r.tenant_hk, r.event_id, a.agent_hk, r.client_ip_hash, r.record_source, r.raw_payload
  from raw.replaced_events as r
  join agent_of as a on a.tenant_hk = r.tenant_hk
    and a.month = date_trunc('month', r.received_timestamp at time zone 'UTC')::date
    and a.user_agent is not distinct from r.user_agent and a.enrichment is not distinct from r.enrichment;
insert into raw.queue (received_timestamp, tenant_hk, event_id)
  select r.received_timestamp, r.tenant_hk, r.event_id from raw.replaced_events as r where r.processing_status = 'PENDING';
insert into raw.set_aside (received_timestamp, next_attempt_at, tenant_hk, event_id, error_message, retry_count)
  select r.received_timestamp, r.next_attempt_at, r.tenant_hk, r.event_id, coalesce(r.error_message, ''), r.retry_count
  from raw.replaced_events as r where r.processing_status = 'ERROR';
drop table raw.replaced_events;
