/**
 * The functions and catalogue of Citus that `distribute` uses, for a plain PostgreSQL: they move nothing and record
 * their calls. They let the command run in tests, with its order, its output and its resumption, and say nothing about
 * Citus: only `npm run test:citus` does (docs/scale-out.md).
 */
export const CITUS_STAND_IN = `
set allow_system_table_mods = on;

create table pg_catalog.pg_dist_partition (
  logicalrelid regclass primary key, partmethod "char" not null, partkey text, colocationid integer not null);
create table pg_catalog.pg_dist_object (
  classid oid not null, objid oid not null, objsubid integer not null default 0,
  distribution_argument_index integer, colocationid integer, primary key (classid, objid, objsubid));
create table pg_catalog.citus_stand_in_truncated (leaf regclass primary key);
create table pg_catalog.pg_dist_node (
  nodeid integer primary key, groupid integer not null, nodename text not null, nodeport integer not null,
  noderole text not null default 'primary', isactive boolean not null default true,
  hasmetadata boolean not null default true, metadatasynced boolean not null default true,
  shouldhaveshards boolean not null);
insert into pg_catalog.pg_dist_node (nodeid, groupid, nodename, nodeport, shouldhaveshards)
  values (1, 0, 'coordinator', 5432, false), (2, 1, 'one', 5432, true), (3, 2, 'two', 5432, true);
create table pg_catalog.pg_dist_shard (logicalrelid regclass not null, shardid bigint not null);
create table pg_catalog.pg_dist_placement (shardid bigint not null, groupid integer not null);
insert into pg_catalog.pg_dist_placement values (1, 1), (2, 2);

create function pg_catalog.citus_local_disk_space_stats(out available_disk_size bigint, out total_disk_size bigint)
language sql as $$ select coalesce(nullif(current_setting('stand_in.free', true), '')::bigint, 1000000000000), 2000000000000 $$;

insert into pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  values (90001, 'citus', 10, 11, false, '12.1-1');

-- Both machines are this one, with the settings that a worker needs.
create function pg_catalog.run_command_on_workers(command text)
returns table (nodename text, nodeport integer, success boolean, result text) language plpgsql as $$
begin
  for nodename, nodeport in select n.nodename, n.nodeport from pg_dist_node as n where n.groupid <> 0 order by 1 loop
    execute replace(replace(command, 'current_setting(''max_prepared_transactions'')', '''200'''),
      'current_setting(''wal_level'')',
      quote_literal(coalesce(nullif(current_setting('stand_in.wal_level', true), ''), 'logical'))) into result;
    success := true;
    return next;
  end loop;
end $$;

create function pg_catalog.get_shard_id_for_distribution_column(table_name regclass, distribution_value bytea)
returns bigint language sql as $$ select 1 + get_byte(distribution_value, 0) % 2 $$;

create function pg_catalog.citus_version() returns text language sql
as $$ select coalesce(nullif(current_setting('stand_in.version', true), ''), 'Citus 12.1.6 on x86_64-pc-linux-gnu') $$;

create function pg_catalog.create_reference_table(table_name regclass) returns void language plpgsql as $$
begin
  if exists (select from pg_dist_partition where logicalrelid = table_name) then
    raise exception 'table "%" is already distributed', table_name using errcode = 'invalid_table_definition';
  end if;
  if (select relkind <> 'r' or relispartition from pg_class where oid = table_name) then
    raise exception 'a partitioned table cannot be a reference table' using errcode = 'feature_not_supported';
  end if;
  insert into pg_dist_partition values (table_name, 'n', null, 1);
end $$;

create function pg_catalog.create_distributed_table(
  table_name regclass, distribution_column text, distribution_type text default 'hash',
  colocate_with text default 'default', shard_count integer default null
) returns void language plpgsql as $$
declare
  v_type oid := (select atttypid from pg_attribute where attrelid = table_name and attname = distribution_column and not attisdropped);
  v_group integer := 2;
  v_index record;
begin
  if exists (select from pg_dist_partition where logicalrelid = table_name) then
    raise exception 'table "%" is already distributed', table_name using errcode = 'invalid_table_definition';
  end if;
  if v_type is null then
    raise exception 'column "%" of relation "%" does not exist', distribution_column, table_name using errcode = 'undefined_column';
  end if;
  if (select relispartition from pg_class where oid = table_name) then
    raise exception 'cannot distribute partition "%": distribute its parent', table_name using errcode = 'feature_not_supported';
  end if;
  if exists (select from pg_partition_tree(table_name) as t where t.level > 1) then
    raise exception 'distributing multi-level partitioned tables is not supported' using errcode = 'feature_not_supported';
  end if;
  if (select relkind not in ('r', 'p') from pg_class where oid = table_name) then
    raise exception '"%" is not a table', table_name using errcode = 'wrong_object_type';
  end if;
  for v_index in select i.indexrelid::regclass as name, i.indkey::smallint[] as keys from pg_index as i
    where i.indrelid = table_name and (i.indisunique or i.indisexclusion)
  loop
    if not (select attnum from pg_attribute where attrelid = table_name and attname = distribution_column) = any (v_index.keys) then
      raise exception 'cannot create constraint on "%": "%" does not include the partition column', table_name, v_index.name
        using errcode = 'invalid_table_definition';
    end if;
  end loop;
  if exists (select from pg_trigger where tgrelid = table_name and not tgisinternal) then
    raise exception 'triggers are not supported on distributed tables' using errcode = 'feature_not_supported';
  end if;
  if exists (select from pg_constraint where conrelid = table_name and contype = 'f') then
    raise exception 'the stand-in knows no foreign keys' using errcode = 'feature_not_supported';
  end if;
  -- A sequence or identity that is not bigint runs out on the workers.
  if exists (select from pg_attribute where attrelid = table_name and attidentity <> '' and atttypid <> 'bigint'::regtype) then
    raise exception 'cannot use a sequence that is not bigint' using errcode = 'feature_not_supported';
  end if;
  if colocate_with = 'default' then
    raise exception 'the stand-in wants to be told what to co-locate with';
  elsif colocate_with <> 'none' then
    if not exists (select from pg_dist_partition where logicalrelid = colocate_with::regclass and partmethod = 'h') then
      raise exception 'relation "%" is not distributed', colocate_with using errcode = 'invalid_table_definition';
    end if;
    if v_type <> (select a.atttypid from pg_dist_partition as d join pg_attribute as a on a.attrelid = d.logicalrelid and a.attname = d.partkey
        where d.logicalrelid = colocate_with::regclass) then
      raise exception 'cannot colocate tables % and %: distribution column types do not match', colocate_with, table_name;
    end if;
    v_group := (select colocationid from pg_dist_partition where logicalrelid = colocate_with::regclass);
  end if;
  insert into pg_dist_shard values (table_name, 1), (table_name, 2);
  insert into pg_dist_partition select relid, 'h', distribution_column, v_group from pg_partition_tree(table_name)
    union select table_name, 'h', distribution_column, v_group;
end $$;

create function pg_catalog.truncate_local_data_after_distributing_table(function_name regclass) returns void language plpgsql as $$
begin
  if not exists (select from pg_dist_partition where logicalrelid = function_name) then
    raise exception 'supplied parameter is not a distributed relation' using errcode = 'invalid_table_definition';
  end if;
  insert into citus_stand_in_truncated values (function_name);
end $$;

create function pg_catalog.create_distributed_function(
  function_name regprocedure, distribution_arg_name text default null, colocate_with text default 'default',
  force_delegation boolean default null
) returns void language plpgsql as $$
declare
  v_function pg_proc := (select p from pg_proc as p where p.oid = function_name);
  v_place integer := array_position(v_function.proargnames, distribution_arg_name);
begin
  if distribution_arg_name is not null then
    if v_place is null or v_place > v_function.pronargs then
      raise exception 'cannot distribute the function "%" because the distribution argument is not valid', function_name;
    end if;
    if colocate_with = 'default' or not exists (
      select from pg_dist_partition as d join pg_attribute as a on a.attrelid = d.logicalrelid and a.attname = d.partkey
      where d.logicalrelid = colocate_with::regclass and d.partmethod = 'h' and a.atttypid = v_function.proargtypes[v_place - 1]
    ) then
      raise exception 'cannot distribute the function "%" since there is no table to colocate with', function_name;
    end if;
  end if;
  insert into pg_dist_object (classid, objid, distribution_argument_index, colocationid)
  values ('pg_proc'::regclass, function_name, v_place - 1, case when v_place is not null then 2 end)
  on conflict (classid, objid, objsubid) do update set
    distribution_argument_index = excluded.distribution_argument_index, colocationid = excluded.colocationid;
end $$;
`;
