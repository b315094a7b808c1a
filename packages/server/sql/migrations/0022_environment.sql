-- A key can be for one environment: it then refuses events of others. Keys that are there accept every event, as before.
-- Share keys post no events.
alter table auth.keys add column environment text;
alter table auth.keys add constraint keys_environment_check
  check (environment is null or (environment in ('production', 'staging', 'test') and scope <> 'share'));
-- It has one more parameter now.
drop function if exists auth.add_key(bytea, bytea, text, text, timestamptz, text[], uuid, bytea);
