-- Returns the source, the channel and the referrer of a session, from its earliest event: docs/pipeline.md, "Sources and
-- channels". The referrer is host and path, and null if it is a page of the same site.
-- Reads nothing, writes nothing.
create or replace function facts.visit(
  p_utm_source text, p_utm_medium text, p_click_ids jsonb, p_referrer text, p_referrer_kind text
) returns text[]
language plpgsql immutable parallel safe
as $$
declare
  v_url record;
  v_host text;
  v_name text;
  v_referrer text;
  v_kind text := p_referrer_kind;
begin
  if p_referrer_kind not in ('direct', 'internal') then
    select u.authority, u.path into v_url from staging.split_url(p_referrer) as u;
    v_host := regexp_replace(lower(staging.host_name(v_url.authority) collate "C"), '^www\.', '');
    v_referrer := v_host || coalesce(nullif(v_url.path, '/'), '');
  end if;
  if p_utm_source is not null then
    v_host := lower(p_utm_source collate "C");
  end if;
  v_name := facts.host_source(v_host);
  if p_utm_source is not null then
    v_kind := coalesce(facts.source_kind(coalesce(v_name, v_host)), 'campaign');
  end if;
  return array[coalesce(v_name, v_host), facts.channel(v_kind, p_utm_medium, p_click_ids), v_referrer];
end;
$$;
