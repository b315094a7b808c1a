-- Share links: a share key whose link holds an invitation. Only its hash is stored, and it opens sessions of the page.
alter table auth.keys add column link_hash bytea;
alter table auth.keys add constraint keys_link_check check (link_hash is null or scope = 'share');
drop function if exists auth.add_key(bytea, bytea, text, text, timestamptz, text[], uuid);

-- A rule of the alerts may be about a goal.
alter table alerts.rules drop constraint rules_kind_check;
alter table alerts.rules add constraint rules_kind_check check (kind in ('no_events', 'rate_below', 'rate_above',
  'bad_share', 'set_aside_backlog', 'lag', 'event_quiet', 'error_spike', 'goal'));

-- It has one more parameter now.
drop function if exists alerts.evaluate(bytea, timestamptz);
