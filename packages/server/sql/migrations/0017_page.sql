-- Who is signed in to the page of the server. Only the hash of a cookie's token is stored. A session ends with its key:
-- the server looks the key up at every request, and keys of the command line are in no table.
create table auth.sessions (
  tenant_hk bytea not null,
  session_hash bytea not null,
  key_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_hk, session_hash)
);

-- It has one more parameter now.
drop function if exists read.staged_events(bytea, text, text, integer);
