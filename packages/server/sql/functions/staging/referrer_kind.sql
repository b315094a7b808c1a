-- Returns the kind of a referrer. docs/pipeline.md, "Referrer lists".
-- Reads nothing, writes nothing. A plain select, so that PostgreSQL inlines it.
--
-- An entry of a list also covers its subdomains, so the function looks up the last two and the last three labels of
-- the host. As one pattern per list it took 20 microseconds.
create or replace function staging.referrer_kind(p_referrer text, p_page_host text) returns table (kind text)
language sql immutable parallel safe
begin atomic
  select case
    when labels.host is null then 'direct'
    when labels.host = lower(staging.host_name(p_page_host) collate "C") then 'internal'
    else coalesce(
      staging.listed_referrer(labels.host, labels.two, split_part(labels.host, '.', -3) || '.' || labels.two),
      'referral')
  end
  from (
    select named.host, split_part(named.host, '.', -2) || '.' || split_part(named.host, '.', -1) as two
    from (
      select nullif(lower(staging.host_name(given.authority) collate "C"), '') as host
      from staging.split_url(p_referrer) as given
      offset 0
    ) as named
    offset 0
  ) as labels;
end;
