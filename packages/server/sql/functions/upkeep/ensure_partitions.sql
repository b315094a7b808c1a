-- Creates the monthly partitions of raw and staging for the month of p_from and the next two months. Returns how many
-- it created.
-- Reads the catalogue, creates partitions. Safe to repeat, and from several servers at once.
create or replace function upkeep.ensure_partitions(p_from timestamptz default now()) returns integer
language plpgsql
as $$
declare
  v_parent text;
  v_month date;
  v_name text;
  v_made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('onevault.ensure_partitions'));
  foreach v_parent in array array['raw.events', 'staging.site_tracking_events_s'] loop
    for i in 0..2 loop
      v_month := (date_trunc('month', p_from at time zone 'UTC') + make_interval(months => i))::date;
      v_name := v_parent || '_' || to_char(v_month, 'YYYY_MM');
      continue when to_regclass(v_name) is not null;
      begin
        execute format(
          'create table %s partition of %s for values from (%L) to (%L)',
          v_name, v_parent,
          v_month::timestamp at time zone 'UTC',
          (v_month + interval '1 month')::timestamp at time zone 'UTC');
        v_made := v_made + 1;
      exception when check_violation then
        -- The default partition already has rows of that month. They stay there and can be read there.
        raise notice 'Rows of % stay in the default partition of %', v_month, v_parent;
      end;
    end loop;
  end loop;
  return v_made;
end;
$$;
