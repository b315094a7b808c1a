-- What a session did, packed into its facts: then questions about pages, events and hosts read a session and not its
-- events. upkeep.pack_sessions writes it in the background, when a session has ended; a later event sets it back to null
-- (docs/decisions/0045).

alter table facts.sessions
  -- First the page of each different hit, then its type and how many events it has: of this second number the upper 48
  -- bits are those of the key of the type; below them are 32768 for the first hit with its page, 16384 for the first with
  -- its type, and the number of events. Null if not packed yet; '{}' if the session is counted by its events for good.
  add column hits bigint[],
  -- The bits (facts.key_bit) of its pages, and of its types: most sessions can be passed over without a look at their
  -- hits. All bits while the session is not packed.
  add column page_bits bigint not null default -1,
  add column type_bits bigint not null default -1,
  -- That of all its events; null if they have several, and while the session is not packed.
  add column host_key bigint;

-- Earlier sessions are in it, too: they are packed in the background, in portions.
create index sessions_unpacked on facts.sessions (tenant_hk, started_at) where hits is null;

-- With all that revenue needs: orders lie far apart in the table.
drop index facts.events_orders;
create index events_orders on facts.events (tenant_hk, event_at)
  include (event_key, session_key, order_key, flags, amount, currency) where order_key is not null;
