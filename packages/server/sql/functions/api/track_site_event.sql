-- Stores one event in the raw layer, for calls from psql or other programs. The server's worker or
-- staging.auto_process_if_needed() processes it later.
-- Reads auth.tenants, writes raw and totals. Safe to repeat with the same p_event_id. Returns an error object for
-- wrong arguments and does not raise.
create or replace function api.track_site_event(
  p_customer_id text,
  p_ip_address inet,
  p_user_agent text,
  p_page_url text,
  p_event_type text default 'page_view',
  p_event_data jsonb default '{}',
  p_event_id text default null
) returns jsonb
language plpgsql
as $$
declare
  v_tenant auth.tenants;
  v_event_id text := coalesce(p_event_id, 'evt_' || replace(gen_random_uuid()::text, '-', ''));
  v_stored record;
begin
  select t.* into v_tenant from auth.find_tenant(auth.enter_customer(p_customer_id)) as t;
  if v_tenant.tenant_hk is null then
    return api.refusal('UNKNOWN_CUSTOMER', 'p_customer_id',
      format('Unknown customer %s. Create it with select auth.ensure_tenant(…).', coalesce(quote_literal(p_customer_id), 'null')));
  end if;
  if v_event_id !~ '^evt_[A-Za-z0-9_-]{1,64}$' then
    return api.refusal('INVALID_EVENT', 'p_event_id', 'event_id is not evt_ and 1 to 64 of A-Z, a-z, 0-9, _ and -');
  end if;
  if jsonb_typeof(p_event_data) <> 'object' then
    return api.refusal('INVALID_EVENT', 'p_event_data', 'event_data is not an object');
  end if;

  select s.* into v_stored from api.store_events(
    v_tenant.tenant_hk,
    jsonb_build_array(jsonb_build_object(
      'event_id', v_event_id,
      'origin', 0,
      'payload', jsonb_strip_nulls(jsonb_build_object('event_type', p_event_type, 'page_url', p_page_url))
        || jsonb_build_object('event_data', coalesce(p_event_data, '{}')))),
    false,
    jsonb_build_array(jsonb_build_object(
      'client_ip_hash', encode(sha256(convert_to(
        -- The server hashes in the same way: an address has one hash, whether its events come over HTTP or from psql.
        encode(v_tenant.ip_salt, 'hex') || regexp_replace(host(p_ip_address), '^::ffff:(?=[0-9]+[.])', ''), 'UTF8')), 'hex'),
      'user_agent', left(p_user_agent, 512))),
    'sql') as s;

  return jsonb_build_object(
      'success', true,
      'message', case when v_stored.duplicate then 'Event was stored before' else 'Event stored' end,
      'event_id', v_event_id,
      'timestamp', util.iso(v_stored.received_timestamp),
      'processing_status', v_stored.status)
    || case when v_stored.duplicate then '{"duplicate": true}' else '{}' end::jsonb;
end;
$$;
