-- Returns the kind of a referrer. docs/pipeline.md, "Referrer lists".
-- Reads nothing, writes nothing.
--
-- An entry of a list also covers its subdomains, so the function looks up the last two and the last three labels of
-- the host. As one pattern per list it took 20 microseconds, because PostgreSQL compiled each pattern again for every
-- event.
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
