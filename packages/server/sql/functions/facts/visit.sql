-- Returns the source, the channel and the referrer of a session, from its earliest event: docs/pipeline.md, "Sources and
-- channels". The referrer is host and path, and null if it is a page of the same site.
-- Reads nothing, writes nothing.
--
-- A single select, which PostgreSQL inlines: a PL/pgSQL function sets up each of its expressions again in every
-- transaction, which took 200 microseconds a batch. Each `offset 0` prevents that an expression is computed twice.
create or replace function facts.visit(
  p_utm_source text, p_utm_medium text, p_click_ids jsonb, p_referrer text, p_referrer_kind text
) returns table (source text, channel text, referrer text)
language sql immutable parallel safe
begin atomic
  select coalesce(named.source, given.host),
    facts.channel(
      case when p_utm_source is null then p_referrer_kind
        else coalesce(facts.source_kind(coalesce(named.source, given.host)), 'campaign') end,
      p_utm_medium, p_click_ids),
    referred.host || coalesce(nullif(referred.path, '/'), '')
  from (
    select case when starts_with(url.host, 'www.') then substr(url.host, 5) else url.host end as host, url.path
    from (
      select lower(staging.host_name(split.authority) collate "C") as host, split.path
      from staging.split_url(case when p_referrer_kind not in ('direct', 'internal') then p_referrer end) as split
      offset 0
    ) as url
    offset 0
  ) as referred
  cross join lateral (select coalesce(lower(p_utm_source collate "C"), referred.host) as host offset 0) as given
  cross join lateral (
    select case when given.host is not null then facts.listed_source(
      given.host, split_part(given.host, '.', -2) || '.' || split_part(given.host, '.', -1),
      split_part(given.host, '.', -3) || '.' || split_part(given.host, '.', -2) || '.' || split_part(given.host, '.', -1)) end as source
    offset 0
  ) as named;
end;
