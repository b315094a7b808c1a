-- Saved things of analytics: what a customer names once, and then uses in questions. docs/saved.md.
create schema saved;

-- Segments, goals and funnels. name_hk is the SHA-256 of the name, because a key holds no long text.
create table saved.definitions (
  tenant_hk bytea not null,
  kind text not null check (kind in ('segment', 'goal', 'funnel')),
  definition_id uuid not null,
  name_hk bytea not null,
  name text not null,
  body jsonb not null,                     -- as the API gets it, complete
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (tenant_hk, definition_id),
  unique (tenant_hk, kind, name_hk)
);

-- Whose events are internal. A visitor or session is named by its hash key of the vault, never by its id.
create table saved.internal_rules (
  tenant_hk bytea not null,
  rule_id uuid not null,
  name_hk bytea not null,
  name text not null,
  of text not null check (of in ('visitor', 'session', 'property')),
  subject_hk bytea,                        -- of a visitor or session
  property text,
  value text,
  created_at timestamptz not null default now(),
  primary key (tenant_hk, rule_id),
  unique (tenant_hk, name_hk)
);

create table saved.annotations (
  tenant_hk bytea not null,
  annotation_id uuid not null,
  kind text not null check (kind in ('note', 'deployment')),
  starts_at timestamptz not null,
  ends_at timestamptz,                     -- null for a moment
  text text not null,
  url text,
  version text,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (tenant_hk, annotation_id)
);
create index annotations_by_time on saved.annotations (tenant_hk, starts_at, annotation_id);

-- A tenant without a row has the defaults: saved.private_properties.
create table saved.settings (
  tenant_hk bytea primary key,
  private_properties text[] not null       -- what share keys may not ask about; '*' is every property
);

-- Share keys: they read analytics, perhaps of one segment only.
alter table auth.keys add column segment_id uuid;
alter table auth.keys drop constraint keys_scope_check;
alter table auth.keys add constraint keys_scope_check check (scope in ('full', 'write', 'share'));
drop function if exists auth.add_key(bytea, bytea, text, text, timestamptz, text[]);
