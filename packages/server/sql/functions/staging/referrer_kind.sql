-- What kind of place a visitor came from: docs/pipeline.md, "Referrer lists".
-- Reads nothing, writes nothing.
--
-- A domain in the lists stands for its subdomains too: the last two or three labels of the host are looked
-- up. As one pattern a list PostgreSQL built each anew for every event, 20 microseconds.
create or replace function staging.referrer_kind(p_referrer text, p_page_host text) returns text
language plpgsql immutable parallel safe
as $$
declare
  authority text := (staging.split_url(p_referrer))[1];
  host text := nullif(lower(staging.host_name(authority) collate "C"), '');
  labels text[];
  n integer;
  two text;
  three text;
begin
  if host is null then
    return 'direct';
  elsif host = lower(staging.host_name(p_page_host) collate "C") then
    return 'internal';
  end if;
  labels := string_to_array(host, '.');
  n := cardinality(labels);
  two := labels[n - 1] || '.' || labels[n];
  three := labels[n - 2] || '.' || two;
  return coalesce(staging.listed_referrer(host, two, three), 'referral');
end;
$$;
