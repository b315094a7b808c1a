-- The schema as its migrations and functions make it, for reading: tables, indexes, policies, grants, signatures.
-- Generated. Not run by anything, and not to be edited: npx pnpm@12.21.0 run schema

-- util ------------------------------------------------------------------------------------------------

-- function util.arrival_time(integer) returns timestamp with time zone, plpgsql, set search_path=pg_catalog, pg_temp
-- function util.hash_diff(jsonb) returns bytea, sql, stable
-- function util.hash_key(text,bytea) returns bytea, sql, stable
-- function util.hides_in_payload(text) returns boolean, sql, immutable
-- function util.id_of(jsonb) returns text, sql, immutable
-- function util.is_placeholder(text) returns boolean, sql, immutable
-- function util.iso(timestamp with time zone) returns text, sql, stable
-- function util.last_arrival() returns timestamp with time zone, sql, stable
-- function util.late_after() returns interval, sql, immutable
-- function util.link_key(bytea,bytea) returns bytea, sql, immutable
-- function util.number_of(jsonb,numeric,numeric) returns numeric, sql, immutable
-- function util.parse_time(jsonb) returns timestamp with time zone, plpgsql, immutable, set search_path=pg_catalog, pg_temp
-- function util.text_of(jsonb,integer) returns text, sql, immutable
-- function util.time_of(jsonb) returns timestamp with time zone, sql, stable
-- function util.url_decode(text) returns text, plpgsql, immutable, set search_path=pg_catalog, pg_temp

-- audit -----------------------------------------------------------------------------------------------

create table audit.functions (
  checksum text not null,
  installed_at timestamp with time zone default now() not null
);
alter table audit.functions add constraint functions_pkey PRIMARY KEY (checksum);

create table audit.migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null
);
alter table audit.migrations add constraint migrations_pkey PRIMARY KEY (name);

create table audit.production (
  is_so boolean default true not null,
  since timestamp with time zone default now() not null
);
alter table audit.production add constraint production_is_so_check CHECK (is_so);
alter table audit.production add constraint production_pkey PRIMARY KEY (is_so);

create table audit.trail (
  tenant_hk bytea not null,
  recorded_at timestamp with time zone not null,
  entry_id uuid not null,
  actor text not null,
  action text not null,
  details jsonb not null
);
alter table audit.trail add constraint trail_pkey PRIMARY KEY (tenant_hk, recorded_at, entry_id);
alter table audit.trail enable row level security;
create policy one_tenant on audit.trail using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant insert, select on audit.trail to onevault_app;

-- function audit.record(bytea,text,jsonb) returns void, plpgsql, set search_path=pg_catalog, pg_temp

-- auth ------------------------------------------------------------------------------------------------

create table auth.keys (
  tenant_hk bytea not null,
  key_hash bytea not null,
  scope text not null,
  label text,
  allowed_origins text[],
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  segment_id uuid,
  link_hash bytea,
  environment text
);
alter table auth.keys add constraint keys_environment_check CHECK (((environment IS NULL) OR ((environment = ANY (ARRAY['production'::text, 'staging'::text, 'test'::text])) AND (scope <> 'share'::text))));
alter table auth.keys add constraint keys_link_check CHECK (((link_hash IS NULL) OR (scope = 'share'::text)));
alter table auth.keys add constraint keys_pkey PRIMARY KEY (tenant_hk, key_hash);
alter table auth.keys add constraint keys_scope_check CHECK ((scope = ANY (ARRAY['full'::text, 'write'::text, 'share'::text])));
alter table auth.keys enable row level security;
create policy one_tenant on auth.keys using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant insert, select, update on auth.keys to onevault_app;

create table auth.sessions (
  tenant_hk bytea not null,
  session_hash bytea not null,
  key_hash bytea not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);
alter table auth.sessions add constraint sessions_pkey PRIMARY KEY (tenant_hk, session_hash);
alter table auth.sessions enable row level security;
create policy one_tenant on auth.sessions using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select on auth.sessions to onevault_app;

create table auth.tenants (
  tenant_hk bytea not null,
  customer_id text not null,
  customer_name text not null,
  ip_salt bytea not null,
  data_retention_days integer default 365 not null,
  active boolean default true not null,
  created_at timestamp with time zone default now() not null
);
alter table auth.tenants add constraint tenants_data_retention_days_check CHECK ((data_retention_days > 0));
alter table auth.tenants add constraint tenants_pkey PRIMARY KEY (tenant_hk);
alter table auth.tenants enable row level security;
create policy one_tenant on auth.tenants using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant insert, select, update on auth.tenants to onevault_app;

-- function auth.act_as(text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.add_key(bytea,bytea,text,text,timestamp with time zone,text[],uuid,bytea,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.add_session(bytea,bytea,bytea,integer) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.all_tenants() returns TABLE(tenant_hk bytea, customer_id text), plpgsql, stable, security definer, set search_path=pg_catalog, pg_temp
-- function auth.announce_keys(bytea) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.ask_each(text,numeric) returns TABLE(tenant_hk bytea, customer_id text), plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.enable_row_security(text) returns void, plpgsql, set search_path=pg_catalog, pg_temp, for the owner only
-- function auth.end_session(bytea,bytea) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.ensure_role(text) returns text, plpgsql, set search_path=pg_catalog, pg_temp, for the owner only
-- function auth.ensure_tenant(text,text) returns SETOF auth.tenants, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.enter_as(text,text) returns bytea, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.enter_customer(text) returns bytea, sql, set search_path=pg_catalog, pg_temp
-- function auth.enter_tenant(bytea) returns bytea, sql, set search_path=pg_catalog, pg_temp
-- function auth.expire_key(bytea,bytea,timestamp with time zone) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.find_keys(bytea) returns SETOF auth.keys, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function auth.find_session(bytea,bytea) returns SETOF auth.sessions, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function auth.find_tenant(bytea) returns SETOF auth.tenants, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function auth.has_keys() returns boolean, plpgsql, security definer, set search_path=pg_catalog, pg_temp
-- function auth.key_id(bytea) returns text, sql, immutable
-- function auth.owner_functions() returns text[], sql, immutable
-- function auth.require_tenant(bytea) returns void, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function auth.revoke_key(bytea,bytea) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.row_security_is_on(text) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp, for the owner only
-- function auth.schemas() returns text[], sql, immutable
-- function auth.set_retention(bytea,integer) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.tenant_hk(text) returns bytea, sql, stable
-- function auth.touch_keys(bytea,bytea[]) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function auth.visitor_hash(bytea,text) returns text, plpgsql, stable, set search_path=pg_catalog, pg_temp

-- raw -------------------------------------------------------------------------------------------------

create type raw.arrival as (
  received_timestamp timestamp with time zone,
  event_id text,
  user_agent text,
  raw_payload jsonb,
  enrichment jsonb
);

create table raw.agents (
  tenant_hk bytea not null,
  agent_hk bytea not null,
  month date not null,
  user_agent text,
  enrichment jsonb
);
alter table raw.agents add constraint agents_pkey PRIMARY KEY (tenant_hk, agent_hk);
alter table raw.agents enable row level security;
create policy one_tenant on raw.agents using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on raw.agents to onevault_app;

create table raw.event_ids (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamp with time zone not null,
  erased_at timestamp with time zone
);
alter table raw.event_ids add constraint event_ids_pkey PRIMARY KEY (tenant_hk, event_id);
alter table raw.event_ids enable row level security;
create policy one_tenant on raw.event_ids using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on raw.event_ids to onevault_app;

create table raw.events (
  received_timestamp timestamp with time zone not null,
  tenant_hk bytea not null,
  event_id text not null,
  agent_hk bytea,
  client_ip_hash bytea,
  record_source text not null,
  raw_payload jsonb not null
) partition by RANGE (received_timestamp);
alter table raw.events add constraint events_pkey PRIMARY KEY (tenant_hk, received_timestamp, event_id);
alter table raw.events enable row level security;
create policy one_tenant on raw.events using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on raw.events to onevault_app;

create table raw.events_default partition of raw.events DEFAULT;

create table raw.queue (
  received_timestamp timestamp with time zone not null,
  tenant_hk bytea not null,
  event_id text not null
);
alter table raw.queue add constraint queue_pkey PRIMARY KEY (tenant_hk, received_timestamp, event_id);
alter table raw.queue enable row level security;
create policy one_tenant on raw.queue using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on raw.queue to onevault_app;

create table raw.set_aside (
  received_timestamp timestamp with time zone not null,
  next_attempt_at timestamp with time zone,
  tenant_hk bytea not null,
  event_id text not null,
  error_message text not null,
  retry_count smallint default 0 not null
);
alter table raw.set_aside add constraint set_aside_pkey PRIMARY KEY (tenant_hk, received_timestamp, event_id);
CREATE INDEX set_aside_due ON raw.set_aside USING btree (tenant_hk, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
alter table raw.set_aside enable row level security;
create policy one_tenant on raw.set_aside using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on raw.set_aside to onevault_app;

create view raw.site_tracking_events_r with (security_invoker=true) as
 SELECT e.tenant_hk,
    e.event_id,
    e.received_timestamp,
    e.client_ip_hash,
    a.user_agent,
    e.raw_payload,
    a.enrichment,
        CASE
            WHEN (q.event_id IS NOT NULL) THEN 'PENDING'::text
            WHEN (f.event_id IS NOT NULL) THEN 'ERROR'::text
            ELSE 'PROCESSED'::text
        END AS processing_status,
    f.error_message,
    COALESCE(f.retry_count, (0)::smallint) AS retry_count,
    f.next_attempt_at,
    e.record_source
   FROM (((raw.events e
     LEFT JOIN raw.agents a ON (((a.tenant_hk = e.tenant_hk) AND (a.agent_hk = e.agent_hk))))
     LEFT JOIN raw.queue q ON (((q.tenant_hk = e.tenant_hk) AND (q.received_timestamp = e.received_timestamp) AND (q.event_id = e.event_id))))
     LEFT JOIN raw.set_aside f ON (((f.tenant_hk = e.tenant_hk) AND (f.received_timestamp = e.received_timestamp) AND (f.event_id = e.event_id))));
grant select on raw.site_tracking_events_r to onevault_app;

create view raw.unstaged_events with (security_invoker=true) as
 SELECT e.tenant_hk,
    e.received_timestamp,
    e.event_id,
    e.raw_payload
   FROM (( SELECT q.tenant_hk,
            q.received_timestamp,
            q.event_id
           FROM raw.queue q
        UNION ALL
         SELECT f.tenant_hk,
            f.received_timestamp,
            f.event_id
           FROM raw.set_aside f) named
     JOIN raw.events e ON (((e.tenant_hk = named.tenant_hk) AND (e.received_timestamp = named.received_timestamp) AND (e.event_id = named.event_id))));
grant select on raw.unstaged_events to onevault_app;

-- function raw.agent_hk(date,text,jsonb) returns bytea, sql, stable
-- function raw.due_tenants() returns TABLE(tenant_hk bytea, due_at timestamp with time zone), plpgsql, set enable_seqscan=off, search_path=pg_catalog, pg_temp
-- function raw.open_transactions(bytea) returns text[], plpgsql, set search_path=pg_catalog, pg_temp
-- function raw.own_tenant(bytea) returns void, sql, set search_path=pg_catalog, pg_temp
-- function raw.share_tenant(bytea) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function raw.waiting_tenants() returns TABLE(tenant_hk bytea, waits_since timestamp with time zone), plpgsql, set enable_seqscan=off, search_path=pg_catalog, pg_temp

-- staging ---------------------------------------------------------------------------------------------

create type staging.staged_event as (
  received_timestamp timestamp with time zone,
  event_id text,
  event_timestamp timestamp with time zone,
  event_type text,
  event_category text,
  event_action text,
  session_id text,
  visitor_id text,
  user_id text,
  page_url text,
  page_host text,
  page_path text,
  page_title text,
  referrer_url text,
  referrer_kind text,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric,
  time_on_page numeric,
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean,
  screen_resolution text,
  timezone text,
  language text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  click_ids jsonb,
  items jsonb,
  validation_status text,
  quality_score numeric,
  event_data jsonb,
  country text
);

create table staging.site_tracking_events_s (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamp with time zone not null,
  event_timestamp timestamp with time zone not null,
  processed_timestamp timestamp with time zone not null,
  loaded_timestamp timestamp with time zone,
  event_type text not null,
  event_category text not null,
  event_action text not null,
  session_id text,
  visitor_id text,
  user_id text,
  page_url text not null,
  page_host text,
  page_path text,
  page_title text,
  referrer_url text,
  referrer_kind text not null,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric(6,3),
  time_on_page numeric(9,3),
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean not null,
  screen_resolution text,
  viewport_size text,
  timezone text,
  language text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  gclid text,
  gbraid text,
  wbraid text,
  dclid text,
  fbclid text,
  msclkid text,
  ttclid text,
  twclid text,
  li_fat_id text,
  items jsonb,
  validation_status text not null,
  quality_score numeric(3,2) not null,
  validation_errors jsonb not null,
  business_status text not null,
  error_message text,
  retry_count smallint default 0 not null,
  next_attempt_at timestamp with time zone,
  country text
) partition by RANGE (received_timestamp);
alter table staging.site_tracking_events_s add constraint site_tracking_events_s_business_status_check CHECK ((business_status = ANY (ARRAY['PENDING'::text, 'LOADED'::text, 'ERROR'::text, 'REJECTED'::text])));
alter table staging.site_tracking_events_s add constraint site_tracking_events_s_pkey PRIMARY KEY (tenant_hk, received_timestamp, event_id);
alter table staging.site_tracking_events_s add constraint site_tracking_events_s_quality_score_check CHECK (((quality_score >= (0)::numeric) AND (quality_score <= (1)::numeric)));
alter table staging.site_tracking_events_s add constraint site_tracking_events_s_validation_status_check CHECK ((validation_status = ANY (ARRAY['VALID'::text, 'SUSPICIOUS'::text, 'INVALID'::text])));
CREATE INDEX site_tracking_events_s_due ON ONLY staging.site_tracking_events_s USING btree (tenant_hk, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX site_tracking_events_s_failed ON ONLY staging.site_tracking_events_s USING btree (tenant_hk, received_timestamp, event_id) WHERE (business_status = ANY (ARRAY['ERROR'::text, 'REJECTED'::text]));
CREATE INDEX site_tracking_events_s_pending ON ONLY staging.site_tracking_events_s USING btree (tenant_hk, received_timestamp) WHERE (business_status = 'PENDING'::text);
alter table staging.site_tracking_events_s enable row level security;
create policy one_tenant on staging.site_tracking_events_s using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on staging.site_tracking_events_s to onevault_app;

create table staging.site_tracking_events_s_default partition of staging.site_tracking_events_s DEFAULT;

create view staging.pipeline_dashboard with (security_invoker=true) as
 SELECT r.tenant_hk,
    r.event_id,
    COALESCE((r.raw_payload ->> 'event_type'::text), 'page_view'::text) AS raw_event_type,
    r.received_timestamp AS raw_load_date,
        CASE
            WHEN ((r.processing_status = 'ERROR'::text) OR (s.validation_status = 'INVALID'::text)) THEN 'REJECTED'::text
            WHEN (s.event_id IS NOT NULL) THEN 'PROCESSED'::text
            ELSE 'PENDING'::text
        END AS staging_status,
        CASE
            WHEN (s.business_status = 'LOADED'::text) THEN '✅ Complete Pipeline'::text
            WHEN ((r.processing_status = 'ERROR'::text) OR (s.business_status = ANY (ARRAY['ERROR'::text, 'REJECTED'::text]))) THEN '❌ Set aside'::text
            ELSE '⏳ Pending'::text
        END AS business_status,
    COALESCE((r.raw_payload ->> 'page_url'::text), ''::text) AS page_url,
    s.session_id,
    s.visitor_id,
    s.validation_status,
    s.quality_score,
    s.processed_timestamp AS staged_at,
    s.loaded_timestamp AS loaded_at,
    COALESCE(s.error_message, r.error_message) AS error_message,
    s.validation_errors,
    s.event_timestamp
   FROM (raw.site_tracking_events_r r
     LEFT JOIN staging.site_tracking_events_s s ON (((s.tenant_hk = r.tenant_hk) AND (s.received_timestamp = r.received_timestamp) AND (s.event_id = r.event_id))));
grant select on staging.pipeline_dashboard to onevault_app;

-- function staging.auto_process_if_needed() returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.auto_process_if_needed(bytea) returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.campaign_names() returns text[], sql, immutable
-- function staging.categorize(text,jsonb) returns TABLE(category text, action text), sql, immutable
-- function staging.category_rule(text) returns text[], sql, immutable
-- function staging.check_rules() returns TABLE(place integer, rule text, pointer text, message text, weight numeric, status text), sql, immutable
-- function staging.click_id_names() returns text[], sql, immutable
-- function staging.click_ids(text,text,text,text,text,text,text,text,text) returns jsonb, sql, immutable
-- function staging.due_tenants() returns TABLE(tenant_hk bytea, due_at timestamp with time zone), plpgsql, set enable_seqscan=off, search_path=pg_catalog, pg_temp
-- function staging.failed_checks(text[]) returns jsonb, sql, immutable
-- function staging.fetch_events(bytea,timestamp with time zone[],text[]) returns staging.staged_event[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function staging.get_pipeline_status() returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.get_pipeline_status(bytea) returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.host_name(text) returns text, sql, immutable
-- function staging.items_of(jsonb) returns jsonb, sql, immutable
-- function staging.list_items(jsonb) returns jsonb, sql, immutable
-- function staging.listed_referrer(text,text,text) returns text, sql, immutable
-- function staging.may_have_parameters(text) returns boolean, sql, immutable
-- function staging.process_complete_pipeline() returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.process_complete_pipeline(bytea) returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.query_names() returns text[], sql, immutable
-- function staging.query_parameters(text) returns TABLE(parameters jsonb), sql, immutable
-- function staging.read_event(jsonb,text,jsonb,timestamp with time zone) returns TABLE(event_type text, event_category text, event_action text, event_timestamp timestamp with time zone, session_id text, visitor_id text, user_id text, page_url text, page_host text, page_path text, page_title text, referrer_url text, referrer_kind text, element_id text, element_class text, element_text text, scroll_depth numeric, time_on_page numeric, device_type text, browser_name text, browser_version text, operating_system text, is_bot boolean, screen_resolution text, viewport_size text, timezone text, language text, data jsonb, query jsonb, items jsonb, validation_status text, quality_score numeric, validation_errors jsonb), sql, stable
-- function staging.referrer_kind(text,text) returns TABLE(kind text), sql, immutable
-- function staging.size_of(jsonb) returns text, sql, immutable
-- function staging.split_url(text) returns TABLE(authority text, path text), sql, immutable
-- function staging.stage_events(bytea,raw.arrival[],text,timestamp with time zone) returns record, plpgsql, set search_path=pg_catalog, pg_temp
-- function staging.trigger_pipeline_now() returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.trigger_pipeline_now(bytea) returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function staging.waiting_tenants() returns TABLE(tenant_hk bytea, waits_since timestamp with time zone), plpgsql, set enable_seqscan=off, search_path=pg_catalog, pg_temp

-- business --------------------------------------------------------------------------------------------

create type business.keyed_event as (
  received_timestamp timestamp with time zone,
  event_id text,
  event_hk bytea,
  session_bk text,
  session_hk bytea,
  visitor_bk text,
  visitor_hk bytea,
  page_bk text,
  page_hk bytea,
  event_type text,
  event_timestamp timestamp with time zone,
  page_url text,
  time_on_page numeric,
  tab_id text,
  seq bigint,
  skew_ms bigint,
  staged staging.staged_event
);

create table business.business_item_details_s (
  tenant_hk bytea not null,
  business_item_hk bytea not null,
  load_date timestamp with time zone not null,
  hash_diff bytea not null,
  record_source text not null,
  item_type text not null,
  item_name text,
  item_category text,
  price numeric(13,3),
  currency text
);
alter table business.business_item_details_s add constraint business_item_details_s_pkey PRIMARY KEY (tenant_hk, business_item_hk, load_date);
alter table business.business_item_details_s enable row level security;
create policy one_tenant on business.business_item_details_s using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.business_item_details_s to onevault_app;

create table business.business_item_h (
  tenant_hk bytea not null,
  business_item_hk bytea not null,
  business_item_bk text not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.business_item_h add constraint business_item_h_pkey PRIMARY KEY (tenant_hk, business_item_hk);
alter table business.business_item_h enable row level security;
create policy one_tenant on business.business_item_h using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.business_item_h to onevault_app;

create table business.event_business_item_l (
  tenant_hk bytea not null,
  link_event_business_item_hk bytea not null,
  site_event_hk bytea not null,
  business_item_hk bytea not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.event_business_item_l add constraint event_business_item_l_pkey PRIMARY KEY (tenant_hk, link_event_business_item_hk);
alter table business.event_business_item_l enable row level security;
create policy one_tenant on business.event_business_item_l using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.event_business_item_l to onevault_app;

create table business.session_visitor_l (
  tenant_hk bytea not null,
  link_session_visitor_hk bytea not null,
  site_session_hk bytea not null,
  site_visitor_hk bytea not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.session_visitor_l add constraint session_visitor_l_pkey PRIMARY KEY (tenant_hk, link_session_visitor_hk);
alter table business.session_visitor_l enable row level security;
create policy one_tenant on business.session_visitor_l using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.session_visitor_l to onevault_app;

create table business.site_event_nl (
  tenant_hk bytea not null,
  site_event_hk bytea not null,
  site_session_hk bytea,
  site_page_hk bytea,
  load_date timestamp with time zone not null,
  event_timestamp timestamp with time zone not null,
  site_event_bk text not null,
  record_source text not null,
  event_type text not null,
  event_category text not null,
  event_action text not null,
  page_url text not null,
  page_title text,
  referrer_url text,
  user_id text,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric(6,3),
  time_on_page numeric(9,3),
  is_bot boolean not null,
  validation_status text not null,
  quality_score numeric(3,2) not null,
  event_properties jsonb not null
);
alter table business.site_event_nl add constraint site_event_nl_pkey PRIMARY KEY (tenant_hk, site_event_hk);
alter table business.site_event_nl enable row level security;
create policy one_tenant on business.site_event_nl using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_event_nl to onevault_app;

create table business.site_page_details_s (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  load_date timestamp with time zone not null,
  hash_diff bytea not null,
  record_source text not null,
  page_host text,
  page_path text,
  page_title text
);
alter table business.site_page_details_s add constraint site_page_details_s_pkey PRIMARY KEY (tenant_hk, site_page_hk, load_date);
alter table business.site_page_details_s enable row level security;
create policy one_tenant on business.site_page_details_s using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_page_details_s to onevault_app;

create table business.site_page_h (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  site_page_bk text not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.site_page_h add constraint site_page_h_pkey PRIMARY KEY (tenant_hk, site_page_hk);
alter table business.site_page_h enable row level security;
create policy one_tenant on business.site_page_h using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_page_h to onevault_app;

create table business.site_session_details_s (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  load_date timestamp with time zone not null,
  hash_diff bytea not null,
  record_source text not null,
  started_at timestamp with time zone not null,
  entry_page_url text not null,
  referrer_url text,
  referrer_kind text not null,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  click_ids jsonb not null,
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean not null,
  ended_at timestamp with time zone,
  duration_s numeric(12,3),
  events integer,
  page_views integer,
  exit_page_url text,
  is_bounce boolean
);
alter table business.site_session_details_s add constraint site_session_details_s_pkey PRIMARY KEY (tenant_hk, site_session_hk, load_date);
alter table business.site_session_details_s enable row level security;
create policy one_tenant on business.site_session_details_s using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_session_details_s to onevault_app;

create table business.site_session_h (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  site_session_bk text not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.site_session_h add constraint site_session_h_pkey PRIMARY KEY (tenant_hk, site_session_hk);
alter table business.site_session_h enable row level security;
create policy one_tenant on business.site_session_h using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_session_h to onevault_app;

create table business.site_visitor_details_s (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  load_date timestamp with time zone not null,
  hash_diff bytea not null,
  record_source text not null,
  first_seen_at timestamp with time zone not null,
  first_page_url text not null,
  referrer_kind text not null,
  device_type text,
  operating_system text,
  language text,
  timezone text,
  screen_resolution text
);
alter table business.site_visitor_details_s add constraint site_visitor_details_s_pkey PRIMARY KEY (tenant_hk, site_visitor_hk, load_date);
alter table business.site_visitor_details_s enable row level security;
create policy one_tenant on business.site_visitor_details_s using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_visitor_details_s to onevault_app;

create table business.site_visitor_h (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  site_visitor_bk text not null,
  load_date timestamp with time zone not null,
  record_source text not null
);
alter table business.site_visitor_h add constraint site_visitor_h_pkey PRIMARY KEY (tenant_hk, site_visitor_hk);
alter table business.site_visitor_h enable row level security;
create policy one_tenant on business.site_visitor_h using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on business.site_visitor_h to onevault_app;

create view business.business_item_details_s_v with (security_invoker=true) as
 SELECT lead(load_date) OVER (PARTITION BY tenant_hk, business_item_hk ORDER BY load_date) AS load_end,
    tenant_hk,
    business_item_hk,
    load_date,
    hash_diff,
    record_source,
    item_type,
    item_name,
    item_category,
    price,
    currency
   FROM business.business_item_details_s d;
grant select on business.business_item_details_s_v to onevault_app;

create view business.event_page_l with (security_invoker=true) as
 SELECT tenant_hk,
    util.link_key(site_event_hk, site_page_hk) AS link_event_page_hk,
    site_event_hk,
    site_page_hk,
    load_date,
    record_source
   FROM business.site_event_nl e
  WHERE (site_page_hk IS NOT NULL);
grant select on business.event_page_l to onevault_app;

create view business.event_session_l with (security_invoker=true) as
 SELECT tenant_hk,
    util.link_key(site_event_hk, site_session_hk) AS link_event_session_hk,
    site_event_hk,
    site_session_hk,
    load_date,
    record_source
   FROM business.site_event_nl e
  WHERE (site_session_hk IS NOT NULL);
grant select on business.event_session_l to onevault_app;

create view business.session_page_l with (security_invoker=true) as
 SELECT tenant_hk,
    util.link_key(site_session_hk, site_page_hk) AS link_session_page_hk,
    site_session_hk,
    site_page_hk,
    min(load_date) AS load_date,
    min(record_source) AS record_source
   FROM business.site_event_nl e
  WHERE ((site_session_hk IS NOT NULL) AND (site_page_hk IS NOT NULL))
  GROUP BY tenant_hk, site_session_hk, site_page_hk;
grant select on business.session_page_l to onevault_app;

create view business.site_event_details_s with (security_invoker=true) as
 SELECT tenant_hk,
    site_event_hk,
    load_date,
    util.hash_diff(jsonb_build_array(event_type, event_category, event_action, (event_timestamp AT TIME ZONE 'UTC'::text), page_url, page_title, referrer_url, user_id, element_id, element_class, element_text, scroll_depth, time_on_page, is_bot, validation_status, quality_score, event_properties)) AS hash_diff,
    record_source,
    event_type,
    event_category,
    event_action,
    event_timestamp,
    page_url,
    page_title,
    referrer_url,
    user_id,
    element_id,
    element_class,
    element_text,
    scroll_depth,
    time_on_page,
    is_bot,
    validation_status,
    quality_score,
    event_properties
   FROM business.site_event_nl e;
grant select on business.site_event_details_s to onevault_app;

create view business.site_event_details_s_v with (security_invoker=true) as
 SELECT lead(load_date) OVER (PARTITION BY tenant_hk, site_event_hk ORDER BY load_date) AS load_end,
    tenant_hk,
    site_event_hk,
    load_date,
    hash_diff,
    record_source,
    event_type,
    event_category,
    event_action,
    event_timestamp,
    page_url,
    page_title,
    referrer_url,
    user_id,
    element_id,
    element_class,
    element_text,
    scroll_depth,
    time_on_page,
    is_bot,
    validation_status,
    quality_score,
    event_properties
   FROM business.site_event_details_s d;
grant select on business.site_event_details_s_v to onevault_app;

create view business.site_event_h with (security_invoker=true) as
 SELECT tenant_hk,
    site_event_hk,
    site_event_bk,
    load_date,
    record_source
   FROM business.site_event_nl e;
grant select on business.site_event_h to onevault_app;

create view business.site_page_details_s_v with (security_invoker=true) as
 SELECT lead(load_date) OVER (PARTITION BY tenant_hk, site_page_hk ORDER BY load_date) AS load_end,
    tenant_hk,
    site_page_hk,
    load_date,
    hash_diff,
    record_source,
    page_host,
    page_path,
    page_title
   FROM business.site_page_details_s d;
grant select on business.site_page_details_s_v to onevault_app;

create view business.site_session_details_s_v with (security_invoker=true) as
 SELECT lead(load_date) OVER (PARTITION BY tenant_hk, site_session_hk ORDER BY load_date) AS load_end,
    tenant_hk,
    site_session_hk,
    load_date,
    hash_diff,
    record_source,
    started_at,
    entry_page_url,
    referrer_url,
    referrer_kind,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    click_ids,
    device_type,
    browser_name,
    browser_version,
    operating_system,
    is_bot,
    ended_at,
    duration_s,
    events,
    page_views,
    exit_page_url,
    is_bounce
   FROM business.site_session_details_s d;
grant select on business.site_session_details_s_v to onevault_app;

create view business.site_visitor_details_s_v with (security_invoker=true) as
 SELECT lead(load_date) OVER (PARTITION BY tenant_hk, site_visitor_hk ORDER BY load_date) AS load_end,
    tenant_hk,
    site_visitor_hk,
    load_date,
    hash_diff,
    record_source,
    first_seen_at,
    first_page_url,
    referrer_kind,
    device_type,
    operating_system,
    language,
    timezone,
    screen_resolution
   FROM business.site_visitor_details_s d;
grant select on business.site_visitor_details_s_v to onevault_app;

-- function business.add_events(bytea,business.keyed_event[],timestamp with time zone,text) returns record, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.describe_pages(bytea,business.keyed_event[],timestamp with time zone,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.describe_sessions(bytea,bytea[],business.keyed_event[],timestamp with time zone,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.describe_visitors(bytea,business.keyed_event[],bytea[],timestamp with time zone,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.event_properties(jsonb) returns jsonb, sql, immutable
-- function business.key_events(bytea,staging.staged_event[]) returns business.keyed_event[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.load_events(bytea,staging.staged_event[],timestamp with time zone,text) returns record, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.load_items(bytea,business.keyed_event[],timestamp with time zone,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function business.loaded_events(bytea,timestamp with time zone[],text[]) returns business.keyed_event[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.named_vault_events(bytea,text[],text[]) returns business.keyed_event[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.names_person(jsonb,text[],text[]) returns boolean, sql, immutable
-- function business.page_key(text,text,text) returns text, sql, immutable
-- function business.session_bks(bytea,bytea[]) returns text[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.session_key(text) returns text, sql, immutable
-- function business.session_visitors(bytea,bytea[]) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.vault_events(bytea,bytea[]) returns business.keyed_event[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.visitor_bks(bytea,bytea[]) returns text[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function business.visitor_key(text) returns text, sql, immutable
-- function business.visitor_sessions(bytea,bytea[]) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp

-- totals ----------------------------------------------------------------------------------------------

create table totals.arrivals (
  tenant_hk bytea not null,
  quarter_at timestamp with time zone not null,
  bucket smallint not null,
  slot smallint not null,
  events bigint not null
) with (fillfactor=70);
alter table totals.arrivals add constraint arrivals_pkey PRIMARY KEY (tenant_hk, quarter_at, bucket, slot);
alter table totals.arrivals enable row level security;
create policy one_tenant on totals.arrivals using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.arrivals to onevault_app;

create table totals.event_hours (
  tenant_hk bytea not null,
  hour_at timestamp with time zone not null,
  event_type_hk bytea not null,
  slot smallint not null,
  event_type text not null,
  events bigint not null
) with (fillfactor=70);
alter table totals.event_hours add constraint event_hours_pkey PRIMARY KEY (tenant_hk, hour_at, event_type_hk, slot);
alter table totals.event_hours enable row level security;
create policy one_tenant on totals.event_hours using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.event_hours to onevault_app;

create table totals.forgotten (
  tenant_hk bytea not null,
  before_at timestamp with time zone not null,
  events bigint default 0 not null,
  staged bigint default 0 not null,
  loaded bigint default 0 not null,
  rejected bigint default 0 not null,
  ids_after text,
  ids_walked_at timestamp with time zone,
  facts_before_at timestamp with time zone
);
alter table totals.forgotten add constraint forgotten_pkey PRIMARY KEY (tenant_hk);
alter table totals.forgotten enable row level security;
create policy one_tenant on totals.forgotten using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.forgotten to onevault_app;

create table totals.late_changes (
  tenant_hk bytea not null,
  changed_at timestamp with time zone not null,
  first_arrival_at timestamp with time zone not null,
  last_arrival_at timestamp with time zone not null,
  event_id text not null
);
alter table totals.late_changes add constraint late_changes_pkey PRIMARY KEY (tenant_hk, changed_at, first_arrival_at, event_id);
alter table totals.late_changes enable row level security;
create policy one_tenant on totals.late_changes using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.late_changes to onevault_app;

create table totals.lateness (
  tenant_hk bytea not null,
  bucket smallint not null,
  slot smallint not null,
  events bigint not null
) with (fillfactor=70);
alter table totals.lateness add constraint lateness_pkey PRIMARY KEY (tenant_hk, bucket, slot);
alter table totals.lateness enable row level security;
create policy one_tenant on totals.lateness using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.lateness to onevault_app;

create table totals.page_totals (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  slot smallint not null,
  events bigint not null,
  views bigint not null,
  visitors bigint not null,
  seconds numeric not null,
  first_arrival_at timestamp with time zone not null,
  last_arrival_at timestamp with time zone not null
) with (fillfactor=70);
alter table totals.page_totals add constraint page_totals_pkey PRIMARY KEY (tenant_hk, site_page_hk, slot);
alter table totals.page_totals enable row level security;
create policy one_tenant on totals.page_totals using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.page_totals to onevault_app;

create table totals.page_visitors (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  site_visitor_hk bytea not null
);
alter table totals.page_visitors add constraint page_visitors_pkey PRIMARY KEY (tenant_hk, site_page_hk, site_visitor_hk);
alter table totals.page_visitors enable row level security;
create policy one_tenant on totals.page_visitors using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.page_visitors to onevault_app;

create table totals.pipeline_counters (
  tenant_hk bytea not null,
  slot smallint not null,
  accepted bigint default 0 not null,
  staged bigint default 0 not null,
  invalid bigint default 0 not null,
  loaded bigint default 0 not null,
  staging_failed bigint default 0 not null,
  loading_failed bigint default 0 not null,
  latest_event_at timestamp with time zone,
  last_processed_at timestamp with time zone
) with (fillfactor=50);
alter table totals.pipeline_counters add constraint pipeline_counters_pkey PRIMARY KEY (tenant_hk, slot);
alter table totals.pipeline_counters enable row level security;
create policy one_tenant on totals.pipeline_counters using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.pipeline_counters to onevault_app;

create table totals.session_totals (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  site_visitor_hk bytea,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  first_arrival_at timestamp with time zone not null,
  last_arrival_at timestamp with time zone not null,
  began_received_at timestamp with time zone not null,
  began_event_id text not null,
  events integer not null,
  page_views integer not null,
  interactions integer not null,
  entry_at timestamp with time zone,
  entry_page_url text,
  exit_at timestamp with time zone,
  exit_page_url text,
  close_after timestamp with time zone
) with (fillfactor=70);
alter table totals.session_totals add constraint session_totals_pkey PRIMARY KEY (tenant_hk, site_session_hk);
CREATE INDEX session_totals_open ON totals.session_totals USING btree (tenant_hk, close_after) WHERE (close_after IS NOT NULL);
alter table totals.session_totals enable row level security;
create policy one_tenant on totals.session_totals using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.session_totals to onevault_app;

create table totals.tab_ledger (
  tenant_hk bytea not null,
  tab_hk bytea not null,
  site_session_hk bytea not null,
  tab_id text not null,
  events bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  first_arrival_at timestamp with time zone not null,
  last_arrival_at timestamp with time zone not null,
  skew_ms bigint
) with (fillfactor=70);
alter table totals.tab_ledger add constraint tab_ledger_pkey PRIMARY KEY (tenant_hk, tab_hk, site_session_hk);
CREATE INDEX tab_ledger_arrival ON totals.tab_ledger USING btree (tenant_hk, first_arrival_at);
CREATE INDEX tab_ledger_session ON totals.tab_ledger USING btree (tenant_hk, site_session_hk);
alter table totals.tab_ledger enable row level security;
create policy one_tenant on totals.tab_ledger using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.tab_ledger to onevault_app;

create table totals.visitor_totals (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  first_arrival_at timestamp with time zone not null,
  last_arrival_at timestamp with time zone not null,
  began_received_at timestamp with time zone not null,
  began_event_id text not null,
  events integer not null,
  page_views integer not null,
  sessions integer not null
) with (fillfactor=70);
alter table totals.visitor_totals add constraint visitor_totals_pkey PRIMARY KEY (tenant_hk, site_visitor_hk);
alter table totals.visitor_totals enable row level security;
create policy one_tenant on totals.visitor_totals using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on totals.visitor_totals to onevault_app;

-- function totals.add_events(bytea,business.keyed_event[],bytea[],timestamp with time zone,boolean) returns bytea[], plpgsql, set search_path=pg_catalog, pg_temp
-- function totals.count(bytea,timestamp with time zone,integer,integer,integer,integer,integer,integer,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function totals.count_duplicates(bytea,timestamp with time zone,integer) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function totals.count_forgotten(bytea,timestamp with time zone,bigint,bigint,bigint,bigint) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function totals.lateness_bucket(timestamp with time zone,timestamp with time zone) returns smallint, sql, immutable
-- function totals.note_late(bytea,timestamp with time zone,timestamp with time zone,timestamp with time zone,text) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function totals.remove_events(bytea,business.keyed_event[]) returns void, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function totals.slot() returns smallint, sql, stable

-- facts -----------------------------------------------------------------------------------------------

create table facts.events (
  event_at timestamp with time zone not null,
  event_key bigint not null,
  session_key bigint not null,
  visitor_key bigint not null,
  type_key bigint not null,
  page_key bigint not null,
  host_key bigint not null,
  order_key bigint,
  flags smallint not null,
  tenant_hk bytea not null,
  amount numeric(15,3),
  currency text,
  item_keys bigint[],
  properties jsonb
);
alter table facts.events add constraint events_pkey PRIMARY KEY (tenant_hk, event_at, event_key);
CREATE INDEX events_loose ON facts.events USING btree (tenant_hk, event_at) WHERE ((session_key = 0) OR (((flags)::integer & 32) <> 0));
CREATE INDEX events_orders ON facts.events USING btree (tenant_hk, event_at) INCLUDE (event_key, session_key, order_key, flags, amount, currency) WHERE (order_key IS NOT NULL);
alter table facts.events enable row level security;
create policy one_tenant on facts.events using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on facts.events to onevault_app;

create table facts.fills (
  tenant_hk bytea not null,
  until_at timestamp with time zone not null,
  after_at timestamp with time zone not null,
  after_id text not null
);
alter table facts.fills add constraint fills_pkey PRIMARY KEY (tenant_hk);
alter table facts.fills enable row level security;
create policy one_tenant on facts.fills using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on facts.fills to onevault_app;

create table facts.sessions (
  session_key bigint not null,
  visitor_key bigint not null,
  last_visitor_key bigint not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  began_key bigint not null,
  entry_at timestamp with time zone,
  exit_at timestamp with time zone,
  entry_key bigint not null,
  exit_key bigint not null,
  source_key bigint not null,
  channel_key bigint not null,
  referrer_key bigint not null,
  utm_source_key bigint not null,
  utm_medium_key bigint not null,
  utm_campaign_key bigint not null,
  utm_term_key bigint not null,
  utm_content_key bigint not null,
  device_key bigint not null,
  browser_key bigint not null,
  os_key bigint not null,
  language_key bigint not null,
  country_key bigint not null,
  screen_key bigint not null,
  events integer not null,
  page_views integer not null,
  interactions integer not null,
  any_flags smallint not null,
  all_flags smallint not null,
  site_session_hk bytea not null,
  is_long boolean not null,
  tenant_hk bytea not null,
  hits bigint[],
  page_bits bigint default '-1'::integer not null,
  type_bits bigint default '-1'::integer not null,
  host_key bigint
) with (fillfactor=80);
alter table facts.sessions add constraint sessions_pkey PRIMARY KEY (tenant_hk, session_key);
CREATE INDEX sessions_long ON facts.sessions USING btree (tenant_hk, started_at) WHERE is_long;
CREATE INDEX sessions_started ON facts.sessions USING btree (tenant_hk, started_at);
CREATE INDEX sessions_unpacked ON facts.sessions USING btree (tenant_hk, started_at) WHERE (hits IS NULL);
alter table facts.sessions enable row level security;
create policy one_tenant on facts.sessions using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on facts.sessions to onevault_app;

create table facts.texts (
  tenant_hk bytea not null,
  kind smallint not null,
  text_key bigint not null,
  month_at date not null,
  value text not null
);
alter table facts.texts add constraint texts_pkey PRIMARY KEY (tenant_hk, kind, text_key, month_at);
CREATE INDEX texts_month ON facts.texts USING btree (tenant_hk, month_at);
alter table facts.texts enable row level security;
create policy one_tenant on facts.texts using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on facts.texts to onevault_app;

-- function facts.add_events(bytea,business.keyed_event[],timestamp with time zone,boolean,boolean) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function facts.add_invalid(bytea,raw.arrival[],timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function facts.channel(text,text,jsonb) returns text, sql, immutable
-- function facts.country(text) returns text, sql, immutable
-- function facts.erase_events(bytea,business.keyed_event[],text[],bytea[],bytea[],business.keyed_event[],timestamp with time zone) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function facts.flags(text,boolean,jsonb,boolean) returns smallint, sql, immutable
-- function facts.kept_texts(bytea,bigint[]) returns bigint[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function facts.key_bit(bigint) returns bigint, sql, immutable
-- function facts.kinds() returns text[], sql, immutable
-- function facts.listed_source(text,text,text) returns text, sql, immutable
-- function facts.page_path(text,text) returns text, sql, immutable
-- function facts.properties(jsonb) returns jsonb, sql, immutable
-- function facts.screen(text) returns text, sql, immutable
-- function facts.session_texts(staging.staged_event) returns text[], plpgsql, immutable, set search_path=pg_catalog, pg_temp
-- function facts.short_key(bytea) returns bigint, sql, immutable
-- function facts.source_kind(text) returns text, sql, immutable
-- function facts.text_key(integer,text) returns bigint, sql, immutable
-- function facts.url_path(text) returns text, plpgsql, immutable, set search_path=pg_catalog, pg_temp
-- function facts.visit(text,text,jsonb,text,text) returns TABLE(source text, channel text, referrer text), sql, immutable

-- history ---------------------------------------------------------------------------------------------

create table history.counts (
  tenant_hk bytea not null,
  load_id uuid not null,
  dimension text not null,
  on_day date not null,
  value_hk bytea not null,
  value text,
  visitors bigint,
  sessions bigint,
  page_views bigint,
  events bigint,
  bounces bigint,
  duration_s bigint
);
alter table history.counts add constraint counts_pkey PRIMARY KEY (tenant_hk, load_id, dimension, on_day, value_hk);
CREATE INDEX counts_by_day ON history.counts USING btree (tenant_hk, on_day);
alter table history.counts enable row level security;
create policy one_tenant on history.counts using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on history.counts to onevault_app;

create table history.imports (
  tenant_hk bytea not null,
  import_key text not null,
  source text not null,
  load_id uuid,
  digest text,
  rows bigint default 0 not null,
  bad_rows bigint default 0 not null,
  first_day date,
  last_day date,
  imported_at timestamp with time zone,
  imported_by text,
  next_load_id uuid,
  next_digest text,
  next_token uuid,
  next_rows bigint default 0 not null
);
alter table history.imports add constraint imports_pkey PRIMARY KEY (tenant_hk, import_key);
alter table history.imports add constraint imports_source_check CHECK ((source = ANY (ARRAY['plausible'::text, 'umami'::text, 'ga4'::text])));
alter table history.imports enable row level security;
create policy one_tenant on history.imports using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on history.imports to onevault_app;

-- function history.add_rows(bytea,text,uuid,jsonb,bigint) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function history.begin_import(bytea,text,text,text,uuid) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function history.delete_import(bytea,text,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function history.find_days(bytea,date,date,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function history.find_imports(bytea) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function history.find_values(bytea,date,date,text,integer,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function history.finish_import(bytea,text,uuid,bigint,bigint,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function history.first_kept_day(bytea,timestamp with time zone) returns date, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function history.imported_until(bytea,timestamp with time zone) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function history.loads(bytea,text) returns uuid[], plpgsql, stable, set search_path=pg_catalog, pg_temp

-- alerts ----------------------------------------------------------------------------------------------

create table alerts.deliveries (
  tenant_hk bytea not null,
  delivery_id uuid not null,
  destination_id uuid not null,
  firing_id uuid,
  event text not null,
  body text not null,
  created_at timestamp with time zone not null,
  attempts smallint default 0 not null,
  next_attempt_at timestamp with time zone,
  delivered_at timestamp with time zone,
  log jsonb default '[]'::jsonb not null,
  report_id uuid
);
alter table alerts.deliveries add constraint deliveries_event_check CHECK ((event = ANY (ARRAY['alert.firing'::text, 'alert.resolved'::text, 'alert.test'::text, 'report'::text])));
alter table alerts.deliveries add constraint deliveries_pkey PRIMARY KEY (tenant_hk, delivery_id);
CREATE INDEX deliveries_by_time ON alerts.deliveries USING btree (tenant_hk, created_at, delivery_id);
CREATE INDEX deliveries_due ON alerts.deliveries USING btree (tenant_hk, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
alter table alerts.deliveries enable row level security;
create policy one_tenant on alerts.deliveries using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on alerts.deliveries to onevault_app;

create table alerts.destinations (
  tenant_hk bytea not null,
  destination_id uuid not null,
  kind text not null,
  address text not null,
  secret text,
  label text,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);
alter table alerts.destinations add constraint destinations_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'email'::text])));
alter table alerts.destinations add constraint destinations_pkey PRIMARY KEY (tenant_hk, destination_id);
alter table alerts.destinations enable row level security;
create policy one_tenant on alerts.destinations using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on alerts.destinations to onevault_app;

create table alerts.firings (
  tenant_hk bytea not null,
  firing_id uuid not null,
  rule_id uuid not null,
  rule_name text not null,
  rule_kind text not null,
  value numeric,
  threshold numeric not null,
  message text not null,
  started_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  resolved_at timestamp with time zone,
  resolved_by text,
  resolved_message text
);
alter table alerts.firings add constraint firings_pkey PRIMARY KEY (tenant_hk, firing_id);
CREATE INDEX firings_by_time ON alerts.firings USING btree (tenant_hk, started_at, firing_id);
CREATE INDEX firings_open ON alerts.firings USING btree (tenant_hk) WHERE (resolved_at IS NULL);
alter table alerts.firings enable row level security;
create policy one_tenant on alerts.firings using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on alerts.firings to onevault_app;

create table alerts.reports (
  tenant_hk bytea not null,
  report_id uuid not null,
  name text not null,
  period text not null,
  timezone text not null,
  send_hour smallint not null,
  destination_ids uuid[],
  is_enabled boolean default true not null,
  created_at timestamp with time zone default now() not null,
  due_at timestamp with time zone not null,
  done_until date not null
);
alter table alerts.reports add constraint reports_period_check CHECK ((period = ANY (ARRAY['week'::text, 'month'::text])));
alter table alerts.reports add constraint reports_pkey PRIMARY KEY (tenant_hk, report_id);
alter table alerts.reports add constraint reports_send_hour_check CHECK (((send_hour >= 0) AND (send_hour <= 23)));
alter table alerts.reports enable row level security;
create policy one_tenant on alerts.reports using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on alerts.reports to onevault_app;

create table alerts.rules (
  tenant_hk bytea not null,
  rule_id uuid not null,
  name text not null,
  kind text not null,
  settings jsonb not null,
  destination_ids uuid[],
  is_enabled boolean default true not null,
  created_at timestamp with time zone default now() not null,
  due_at timestamp with time zone default now() not null,
  evaluated_at timestamp with time zone,
  breached_since timestamp with time zone,
  cleared_since timestamp with time zone,
  firing_id uuid,
  samples jsonb default '[]'::jsonb not null
) with (fillfactor=50);
alter table alerts.rules add constraint rules_kind_check CHECK ((kind = ANY (ARRAY['no_events'::text, 'rate_below'::text, 'rate_above'::text, 'bad_share'::text, 'set_aside_backlog'::text, 'lag'::text, 'event_quiet'::text, 'error_spike'::text, 'goal'::text])));
alter table alerts.rules add constraint rules_pkey PRIMARY KEY (tenant_hk, rule_id);
alter table alerts.rules enable row level security;
create policy one_tenant on alerts.rules using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on alerts.rules to onevault_app;

-- function alerts.acknowledge(bytea,uuid,text) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.add_deliveries(bytea,uuid,text,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.add_destination(bytea,uuid,text,text,text,text,text,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.add_report(bytea,uuid,text,text,text,integer,uuid[],boolean,text,timestamp with time zone) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.add_rule(bytea,uuid,text,text,jsonb,uuid[],boolean,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.add_test_delivery(bytea,uuid) returns uuid, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.begin_firing(bytea,uuid,numeric,numeric,text,timestamp with time zone) returns uuid, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.change_report(bytea,uuid,text,text,text,integer,uuid[],boolean,text,timestamp with time zone) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.change_rule(bytea,uuid,text,jsonb,uuid[],boolean,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.claim_deliveries(bytea,integer,timestamp with time zone) returns TABLE(delivery_id uuid, destination_id uuid, kind text, address text, secret text, event text, body text, attempt integer), plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.close_firing(bytea,uuid,text,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.delete_destination(bytea,uuid,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.delete_report(bytea,uuid,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.delete_rule(bytea,uuid,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.describe_value(text,numeric,numeric) returns text, sql, immutable
-- function alerts.end_firing(bytea,uuid,text,numeric,numeric,text,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.evaluate(bytea,timestamp with time zone,jsonb) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.find_deliveries(bytea,integer,timestamp with time zone,uuid) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.find_destinations(bytea) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.find_due_goals(bytea,timestamp with time zone) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.find_firings(bytea,integer,timestamp with time zone,uuid,boolean,uuid) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.find_report_problem(bytea,text,uuid[]) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.find_reports(bytea,uuid) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.find_rules(bytea,uuid) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.has_work(bytea) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.knows_destinations(bytea,uuid[]) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.knows_zone(text) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.measure_counters(bytea,text,jsonb,timestamp with time zone,jsonb,timestamp with time zone) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.measure_goal(jsonb,jsonb) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.measure_hours(bytea,text,jsonb,timestamp with time zone) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function alerts.queue_due_reports(bytea,timestamp with time zone) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.queue_report(bytea,uuid,date,timestamp with time zone) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.record_attempt(bytea,uuid,integer,text,jsonb,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.report_due(text,text,integer,date) returns timestamp with time zone, sql, stable
-- function alerts.report_end(text,text,integer,timestamp with time zone) returns date, sql, stable
-- function alerts.retry_delay(integer) returns interval, sql, immutable
-- function alerts.send_report(bytea,uuid,date,timestamp with time zone) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function alerts.tenants_with_work() returns SETOF text, plpgsql, security definer, set search_path=pg_catalog, pg_temp
-- function alerts.totals() returns jsonb, plpgsql, security definer, set search_path=pg_catalog, pg_temp

-- saved -----------------------------------------------------------------------------------------------

create table saved.annotations (
  tenant_hk bytea not null,
  annotation_id uuid not null,
  kind text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  text text not null,
  url text,
  version text,
  created_at timestamp with time zone default now() not null,
  created_by text not null
);
alter table saved.annotations add constraint annotations_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'deployment'::text])));
alter table saved.annotations add constraint annotations_pkey PRIMARY KEY (tenant_hk, annotation_id);
CREATE INDEX annotations_by_time ON saved.annotations USING btree (tenant_hk, starts_at, annotation_id);
alter table saved.annotations enable row level security;
create policy one_tenant on saved.annotations using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on saved.annotations to onevault_app;

create table saved.definitions (
  tenant_hk bytea not null,
  kind text not null,
  definition_id uuid not null,
  name_hk bytea not null,
  name text not null,
  body jsonb not null,
  created_at timestamp with time zone default now() not null,
  changed_at timestamp with time zone default now() not null
);
alter table saved.definitions add constraint definitions_kind_check CHECK ((kind = ANY (ARRAY['segment'::text, 'goal'::text, 'funnel'::text])));
alter table saved.definitions add constraint definitions_pkey PRIMARY KEY (tenant_hk, definition_id);
alter table saved.definitions add constraint definitions_tenant_hk_kind_name_hk_key UNIQUE (tenant_hk, kind, name_hk);
alter table saved.definitions enable row level security;
create policy one_tenant on saved.definitions using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on saved.definitions to onevault_app;

create table saved.internal_rules (
  tenant_hk bytea not null,
  rule_id uuid not null,
  name_hk bytea not null,
  name text not null,
  of text not null,
  subject_hk bytea,
  property text,
  value text,
  created_at timestamp with time zone default now() not null
);
alter table saved.internal_rules add constraint internal_rules_of_check CHECK ((of = ANY (ARRAY['visitor'::text, 'session'::text, 'property'::text])));
alter table saved.internal_rules add constraint internal_rules_pkey PRIMARY KEY (tenant_hk, rule_id);
alter table saved.internal_rules add constraint internal_rules_tenant_hk_name_hk_key UNIQUE (tenant_hk, name_hk);
alter table saved.internal_rules enable row level security;
create policy one_tenant on saved.internal_rules using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on saved.internal_rules to onevault_app;

create table saved.settings (
  tenant_hk bytea not null,
  private_properties text[] not null
);
alter table saved.settings add constraint settings_pkey PRIMARY KEY (tenant_hk);
alter table saved.settings enable row level security;
create policy one_tenant on saved.settings using ((tenant_hk = decode(current_setting('onevault.tenant'::text, true), 'hex'::text)));
grant delete, insert, select, update on saved.settings to onevault_app;

-- function saved.add_annotation(bytea,uuid,text,timestamp with time zone,timestamp with time zone,text,text,text,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.add_definition(bytea,text,uuid,text,jsonb,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.add_internal_rule(bytea,uuid,text,text,text,text,text,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.change_annotation(bytea,uuid,text,timestamp with time zone,timestamp with time zone,text,text,text,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.change_definition(bytea,text,uuid,text,jsonb,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.delete_annotation(bytea,uuid,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.delete_definition(bytea,text,uuid,text) returns text, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.delete_internal_rule(bytea,uuid,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.erase_rules(bytea,bytea[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.find_annotations(bytea,integer,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,uuid) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function saved.find_definitions(bytea,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function saved.find_internal_rules(bytea) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function saved.forget(bytea,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function saved.has_name(bytea,text,text,uuid) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function saved.lock(bytea) returns void, sql, set search_path=pg_catalog, pg_temp
-- function saved.name_key(text) returns bytea, sql, stable
-- function saved.private_properties(bytea) returns text[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function saved.set_private_properties(bytea,text[],text) returns void, plpgsql, set search_path=pg_catalog, pg_temp

-- pipeline --------------------------------------------------------------------------------------------

-- function pipeline.add_results(jsonb,jsonb) returns jsonb, sql, immutable
-- function pipeline.has_work(bytea) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function pipeline.load_events(bytea,staging.staged_event[],timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_all() returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_all(bytea) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_events(bytea,raw.arrival[],boolean) returns record, plpgsql, set plan_cache_mode=force_generic_plan, TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function pipeline.process_if_needed() returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_if_needed(bytea) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_now() returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_now(bytea) returns jsonb, sql, set search_path=pg_catalog, pg_temp
-- function pipeline.process_pending(bytea,integer,integer) returns record, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.processing_result(integer,integer,integer) returns jsonb, sql, immutable
-- function pipeline.replay(bytea,text[],text,timestamp with time zone,timestamp with time zone,text) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.retry_delay(integer) returns interval, sql, immutable
-- function pipeline.retry_set_aside(bytea,integer) returns record, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function pipeline.set_aside(bytea,raw.arrival,text,boolean) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.set_aside_next(bytea,text) returns boolean, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.tenants_with_work() returns SETOF text, plpgsql, set search_path=pg_catalog, pg_temp
-- function pipeline.working_tenants() returns TABLE(tenant_hk bytea, customer_id text), plpgsql, security definer, set search_path=pg_catalog, pg_temp

-- upkeep ----------------------------------------------------------------------------------------------

-- function upkeep.add_counts(jsonb,jsonb) returns jsonb, sql, immutable
-- function upkeep.arrivals_of(bytea,text[],text[],text[],text[],timestamp with time zone) returns TABLE(received_timestamp timestamp with time zone, event_id text), plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.close_sessions(bytea,integer,timestamp with time zone) returns integer, plpgsql, set plan_cache_mode=force_generic_plan, TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.count_past_retention(bytea,integer,integer,timestamp with time zone) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.count_sessions_left(bytea,bytea[]) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.drop_months() returns SETOF text, sql, security definer, set search_path=pg_catalog, pg_temp
-- function upkeep.drop_partitions(timestamp with time zone) returns SETOF text, plpgsql, set TimeZone=UTC, lock_timeout=2s, search_path=pg_catalog, pg_temp, for the owner only
-- function upkeep.emptied_visitors(bytea,bytea[],business.keyed_event[]) returns bytea[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.ensure_partitions(timestamp with time zone) returns integer, plpgsql, set search_path=pg_catalog, pg_temp, for the owner only
-- function upkeep.erase_arrivals(bytea,timestamp with time zone[],text[],business.keyed_event[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_events(bytea,business.keyed_event[],bytea[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_loose_tabs(bytea,text[],business.keyed_event[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_page_visitors(bytea,bytea[],bytea[]) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_reasons(bytea,text[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_sessions(bytea,bytea[],bytea[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_unseen_pages(bytea,business.keyed_event[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.erase_visitor(bytea,text,text,boolean) returns jsonb, plpgsql, set plan_cache_mode=force_generic_plan, jit=off, TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.erase_visitor_rows(bytea,bytea[],bytea[],bytea[],business.keyed_event[]) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.fill_facts(bytea,integer) returns integer, plpgsql, set plan_cache_mode=force_generic_plan, TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.forget_events(bytea,integer,timestamp with time zone) returns integer, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.forget_facts(bytea,integer,timestamp with time zone) returns integer, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.forget_history(bytea,integer,timestamp with time zone) returns integer, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.forget_ids(bytea,integer,timestamp with time zone) returns integer, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.hold_retention(bytea) returns void, sql, set search_path=pg_catalog, pg_temp
-- function upkeep.ids_are_due(bytea,timestamp with time zone) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.is_due(bytea,timestamp with time zone) returns boolean, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.open_months() returns integer, sql, security definer, set search_path=pg_catalog, pg_temp
-- function upkeep.pack_sessions(bytea,integer,timestamp with time zone) returns integer, plpgsql, set TimeZone=UTC, search_path=pg_catalog, pg_temp
-- function upkeep.person_ids(bytea,text[],timestamp with time zone) returns text[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.record_erasure(bytea,text,jsonb) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.reset(bytea) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.retention_start(bytea,timestamp with time zone) returns timestamp with time zone, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function upkeep.rewrite_sessions(bytea,bytea[],business.keyed_event[],timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.rewrite_visitors(bytea,bytea[],business.keyed_event[],business.keyed_event[],boolean,timestamp with time zone) returns void, plpgsql, set search_path=pg_catalog, pg_temp
-- function upkeep.tenants_to_maintain() returns SETOF text, plpgsql, security definer, set search_path=pg_catalog, pg_temp

-- read ------------------------------------------------------------------------------------------------

-- function read.all_counts() returns TABLE(raw_pending bigint, staging_pending bigint, invalid bigint, set_aside bigint, latest_event_at timestamp with time zone, last_processed_at timestamp with time zone), plpgsql, stable, security definer, set search_path=pg_catalog, pg_temp
-- function read.arrival_window(bytea,text,text,text,timestamp with time zone,timestamp with time zone) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.audit_entries(bytea,integer,timestamp with time zone,uuid,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.check_clocks(bytea,timestamp with time zone,timestamp with time zone,integer,bigint) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.check_duplicates(bytea,timestamp with time zone,timestamp with time zone,timestamp with time zone) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.check_page_views(bytea,timestamp with time zone) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.check_recent_events(bytea,timestamp with time zone,timestamp with time zone,integer,integer,integer,integer,interval) returns jsonb, plpgsql, stable, set plan_cache_mode=force_generic_plan, search_path=pg_catalog, pg_temp
-- function read.check_release(bytea,timestamp with time zone,timestamp with time zone,integer,integer) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.event_content(bytea,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.event_matches(text,text,text,text,text,text,text,text,text,text,text,text) returns boolean, sql, immutable
-- function read.event_rows(bytea,timestamp with time zone[],text[]) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.event_state(text,text,text,text,jsonb) returns TABLE(status text, reason jsonb), sql, stable
-- function read.export_bound(bytea) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function read.export_events(bytea,timestamp with time zone,text,timestamp with time zone,text,text,text,text,text,integer,integer) returns TABLE(received_at text, event_id text, event_type text, page_url text, stage text, reason text, user_agent text, staged text, event_data text), plpgsql, stable, set plan_cache_mode=force_generic_plan, search_path=pg_catalog, pg_temp
-- function read.find_event(bytea,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.find_events(bytea,integer,text,text,timestamp with time zone,timestamp with time zone,text,text,text,timestamp with time zone,text,integer) returns jsonb, plpgsql, stable, set plan_cache_mode=force_generic_plan, search_path=pg_catalog, pg_temp
-- function read.first_pending(bytea) returns timestamp with time zone, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.hours(bytea,timestamp with time zone,timestamp with time zone,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.lateness_counts(bytea) returns bigint[], plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.ledger(bytea,text,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.mark(bytea) returns timestamp with time zone, plpgsql, set search_path=pg_catalog, pg_temp
-- function read.outcome_counts(bytea) returns TABLE(set_aside bigint, rejected bigint), plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.pending_before(bytea,timestamp with time zone) returns integer, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.pipeline_counts(bytea) returns TABLE(total bigint, raw_pending bigint, staging_pending bigint, staged bigint, loaded bigint, rejected bigint, latest_event_at timestamp with time zone, last_processed_at timestamp with time zone), plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.pipeline_status() returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function read.pipeline_status(bytea) returns jsonb, sql, stable
-- function read.recent_events(bytea,integer) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.set_aside_between(bytea,timestamp with time zone,timestamp with time zone) returns record, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.set_aside_lately() returns jsonb, plpgsql, security definer, set search_path=pg_catalog, pg_temp
-- function read.stage_changes(bytea,timestamp with time zone,text,jsonb,integer,integer) returns jsonb, plpgsql, set plan_cache_mode=force_generic_plan, search_path=pg_catalog, pg_temp
-- function read.staged_events(bytea,text,text,integer,text) returns jsonb, plpgsql, stable, set search_path=pg_catalog, pg_temp
-- function read.totals() returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function read.totals_at_once() returns jsonb, plpgsql, security definer, set search_path=pg_catalog, pg_temp
-- function read.totals_of_each() returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
-- function read.visitor_traces(bytea,text,text[]) returns TABLE(table_name text, found bigint), plpgsql, stable, set search_path=pg_catalog, pg_temp

-- api -------------------------------------------------------------------------------------------------

-- function api.refusal(text,text,text) returns jsonb, sql, immutable
-- function api.store_events(bytea,jsonb,boolean,jsonb,text) returns TABLE(event_id text, duplicate boolean, received_timestamp timestamp with time zone, status text, reason jsonb), plpgsql, set plan_cache_mode=force_generic_plan, search_path=pg_catalog, pg_temp
-- function api.track_site_event(text,inet,text,text,text,jsonb,text) returns jsonb, plpgsql, set search_path=pg_catalog, pg_temp
