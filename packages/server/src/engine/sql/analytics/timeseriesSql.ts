import type { Interval, Metric } from '@onevault/contract';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';

/** The statement of a time series: one row `{population, data}`, with a point for each interval of the range. */
export function toTimeseriesSql(
  parameters: Parameters,
  parts: PopulationParts,
  { metric, interval, timezone }: { metric: Metric; interval: Interval; timezone: string },
): string {
  const zone = parameters.bind(timezone, 'text');
  const [from, to] = [parameters.bind(parts.from, 'timestamptz'), parameters.bind(parts.to, 'timestamptz')];
  const population = toPopulationSql(parameters, parts);
  const start = `date_trunc('${interval}', ${from}, ${zone})`;
  // Days and longer have the local midnight; hours and minutes follow each other in absolute time.
  const points = ['minute', 'hour'].includes(interval)
    ? `select p.at from generate_series(${start}, ${to} - interval '1 microsecond', interval '1 ${interval}') as p(at)`
    : `select p.at at time zone ${zone} from generate_series(
         ${start} at time zone ${zone}, (${to} - interval '1 microsecond') at time zone ${zone}, interval '1 ${interval}') as p(at)`;
  return `${toGroupedSql(`date_trunc('${interval}', e.event_at, ${zone})`, population)}
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(jsonb_build_object('at', util.iso(at.at), 'value', coalesce(r.${metric}, 0)) order by at.at), '[]')
      -- A zone that moves its clock by half an hour has intervals between two of these.
      from (${points} union select rows.key from rows) as at(at)
      left join rows as r on r.key = at.at) as data`;
}
