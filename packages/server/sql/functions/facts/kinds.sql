-- Numbers the kinds of texts: the place of a kind in this list. New kinds go to the end.
-- Reads nothing, writes nothing.
create or replace function facts.kinds() returns text[]
language sql immutable parallel safe
return array[
  'event', 'page', 'hostname', 'item', 'source', 'channel', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign',
  'utm_term', 'utm_content', 'device', 'browser', 'os', 'language', 'country', 'screen'];
