import { type Interval, METRICS, type Metric } from '@onevault/contract';
import { toGroupedSql } from './groupedSql.ts';
import type { Grouping } from './grouping.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';

/**
 * The statement that lists the starts of all intervals of a range. Days and longer begin at the local midnight. A zone may
 * move its clock by half an hour, so the starts of hours are looked for every half hour.
 */
export function toStartsSql(
  parameters: Parameters,
  { from, to }: Pick<PopulationParts, 'from' | 'to'>,
  { interval, timezone }: { interval: Interval; timezone: string },
): string {
  const zone = parameters.bind(timezone, 'text');
  const [first, end] = [parameters.bind(from, 'timestamptz'), parameters.bind(to, 'timestamptz')];
  const start = `date_trunc('${interval}', ${first}, ${zone})`;
  const last = `${end} - interval '1 microsecond'`;
  const step = interval === 'hour' ? '30 minutes' : `1 ${interval}`;
  const times = isShort(interval)
    ? `select p.at from generate_series(${start}, ${last}, interval '${step}') as p(at)`
    : `select p.at at time zone ${zone} from generate_series(
           ${start} at time zone ${zone}, (${last}) at time zone ${zone}, interval '${step}') as p(at)`;
  return `select to_jsonb(array(
      select distinct date_trunc('${interval}', t.at, ${zone}) from (${times}) as t(at) order by 1)) as starts
    where $1::bytea is not null`;
}

/** The statement of a time series: one row `{population, data}`, with a point for each of `starts`. */
export function toTimeseriesSql(
  parameters: Parameters,
  parts: PopulationParts,
  { metric, interval, starts }: { metric: Metric; interval: Interval; starts: readonly string[] },
): string {
  return toSeriesSql(parameters, parts, { interval, starts, metrics: `'value', coalesce(r.${metric}, 0)` });
}

/** The same with every metric in each point. */
export function toAllSeriesSql(
  parameters: Parameters,
  parts: PopulationParts,
  { interval, starts }: { interval: Interval; starts: readonly string[] },
): string {
  return toSeriesSql(parameters, parts, { interval, starts, metrics: ALL_METRICS });
}

/** Every metric of a row `r`, as arguments of `jsonb_build_object`. */
export const ALL_METRICS = METRICS.map((name) => `'${name}', coalesce(r.${name}, 0)`).join(', ');

function toSeriesSql(
  parameters: Parameters,
  parts: PopulationParts,
  { interval, starts, metrics }: { interval: Interval; starts: readonly string[]; metrics: string },
): string {
  const population = toPopulationSql(parameters, parts);
  const all = parameters.bind(starts, 'timestamptz[]');
  const { key, ofSession } = toIntervalKey(all);
  return `${toGroupedSql(population, { key, ...(!isShort(interval) && { ofSession }) })}
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(jsonb_build_object('at', util.iso(s.at), ${metrics}) order by s.at), '[]')
      from unnest(${all}) with ordinality as s(at, n)
      left join rows as r on r.key = s.n) as data`;
}

/** Of an hour too many sessions go on in the next, so its sessions are counted by their events. */
export function isShort(interval: Interval): boolean {
  return interval === 'minute' || interval === 'hour';
}

/** The number of the interval, from 1, of an event `e` or a session `s`. `starts`: a parameter. */
export function toIntervalKey(starts: string): Grouping & { ofSession: { key: string; condition: string } } {
  // A fifth of the time that date_trunc takes with a time zone.
  const numberOf = (time: string) => `width_bucket(${time}, ${starts})`;
  const key = numberOf('s.started_at');
  return {
    key: numberOf('e.event_at'),
    ofSession: { key, condition: `s.ended_at < coalesce((${starts})[${key} + 1], 'infinity')` },
  };
}
