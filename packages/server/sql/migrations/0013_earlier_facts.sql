-- Events that were loaded before there were facts: upkeep.fill_facts writes their facts in the background, and deletes
-- a tenant's row when it is done.
create table facts.fills (
  tenant_hk bytea primary key,
  until_at timestamptz not null,           -- events that arrived later have facts
  after_at timestamptz not null,           -- the last event that was looked at
  after_id text not null
);
-- Five minutes for transactions of a server that has begun before.
insert into facts.fills (tenant_hk, until_at, after_at, after_id)
  select t.tenant_hk, now() + interval '5 minutes', '-infinity', '' from auth.tenants as t;
