import type { FunnelOrder } from '@onevault/contract';
import type { AnalyticsFilter, FunnelStepFilters, FunnelWithin } from '../../analytics.ts';
import { placeOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import { toHits } from './packedSql.ts';
import type { Parameters } from './parameters.ts';
import {
  type PopulationParts,
  type PopulationSql,
  toCondition,
  toEventsSql,
  toHitValue,
  toPopulationSql,
} from './populationSql.ts';

export interface FunnelParts {
  steps: readonly FunnelStepFilters[];
  order: FunnelOrder;
  within: FunnelWithin;
}

const WINDOW = 'partition by unit order by event_at, event_key';

/**
 * The statement of a funnel: one row `{population, data}`; `data` is the number of units that did each step after those
 * before. It walks once through the events of each session or visitor that did the first two steps. Of all ways to have done the steps so far it keeps
 * the one that began last, because that has the most time left.
 */
export function toFunnelSql(
  parameters: Parameters,
  parts: PopulationParts,
  { steps, order, within }: FunnelParts,
): string {
  const population = toPopulationSql(parameters, parts);
  const unit = within === 'session' ? 'e.session_key' : 'e.visitor_key';
  const filtersOf = (step: FunnelStepFilters) => [step].flat() as AnalyticsFilter[];
  const toOne = (filter: AnalyticsFilter) => `(${toCondition(parameters, filter, placeOf(filter.dimension))})`;
  const conditions = steps.map((step) => `(${filtersOf(step).map(toOne).join(' and ')})`);
  const needsSession = steps.flatMap(filtersOf).some(({ dimension }) => placeOf(dimension).of === 'session');
  const limit =
    typeof within === 'object'
      ? `make_interval(secs => ${parameters.bind(within.seconds, 'double precision')})`
      : undefined;
  // Between the steps of a strict funnel nothing else may happen, so all events are needed.
  const relevant = order === 'strict' ? '' : `and (${conditions.join(' or ')})`;
  // Without a time limit nobody gets further from a later beginning, and most events are often the first step.
  const isEarliestEnough = order === 'in_order' && limit === undefined;
  const later = names('d.step', 2, steps.length).join(' or ');
  const packed = toPackedSteps(parameters, population, steps.slice(0, 2).map(filtersOf), within);
  const toDone = (isAsked: string) => `done as materialized (
      select ${unit} as unit, e.event_at, e.event_key, ${conditions.map((condition, n) => `${condition} as step_${n + 1}`).join(', ')}
      ${toEventsSql(population, { needsSession })} and ${population.counts('e.flags')} and ${unit} <> 0 ${relevant} ${isAsked}
    ), begun as materialized (
      select d.unit, min(d.event_at) filter (where d.step_1) as begun_at
      from done as d group by d.unit having bool_or(d.step_1) and bool_or(d.step_2)
    ), hits as (
      select d.* from done as d join begun as b on b.unit = d.unit
      where ${order === 'any' ? 'true' : 'd.event_at >= b.begun_at'} ${isEarliestEnough ? `and (d.event_at = b.begun_at or ${later})` : ''}
    )`;
  const [before, done, began] = packed
    ? [
        `${packed.steps}, `,
        toDone(`and ${unit} in (select c.unit from candidates as c)`),
        'select b.unit from first_steps as b where b.step_1 union select d.unit from done as d where d.step_1',
      ]
    : ['', toDone(''), 'select distinct d.unit from done as d where d.step_1'];
  const reached = order === 'any' ? toAnyOrder(steps.length, limit) : toOrder(steps.length, limit, order === 'strict');
  const counts = steps.slice(1).map((_, n) => `count(*) filter (where r.reached_${n + 2})`);
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' }, ...(packed && { visits: packed.visits }) })},
    ${before}${done}, ${reached}
    select (select p.population from population as p) as population,
      (select jsonb_build_array((select count(*) from (${began}) as b), ${counts.join(', ')}) from reached as r) as data`;
}

/**
 * The CTEs `first_steps` and `candidates` from hits: whole sessions know whether they did the first two steps, so only the
 * events of units that did both are read, in any order; and of those with events that no whole session has. Undefined if
 * hits do not know the first step.
 */
function toPackedSteps(
  parameters: Parameters,
  population: PopulationSql,
  steps: readonly (readonly AnalyticsFilter[])[],
  within: FunnelWithin,
): { steps: string; visits: { columns: string[]; hits: true } } | undefined {
  const isKnown = (step: readonly AnalyticsFilter[] | undefined) =>
    step?.every(({ dimension }) => {
      const place = placeOf(dimension);
      return place.of === 'session' || (place.of === 'event' && place.column !== 'host_key');
    });
  if (population.toPacked === undefined || !isKnown(steps[0])) return undefined;
  const columns: string[] = [];
  const names: string[] = [];
  const conditions = steps.map((step, n) => {
    if (!isKnown(step)) return 'true';
    const ofHits: string[] = [];
    const ofSessions: string[] = [];
    for (const filter of step) {
      const place = placeOf(filter.dimension);
      if (place.of === 'event') ofHits.push(toCondition(parameters, filter, place, toHitValue(place)));
      else ofSessions.push(toCondition(parameters, filter, place));
    }
    const name = `allows_${n + 1}`;
    names.push(name);
    columns.push(`${toAll(ofSessions)} as ${name}`);
    return toAll([`h.${name}`, ...ofHits]);
  });
  const unit = within === 'session' ? 'session_key' : 'visitor_key';
  return {
    visits: { columns, hits: true },
    steps: `first_steps as materialized (
      select h.${unit} as unit, bool_or(${conditions[0]}) as step_1, bool_or(${conditions[1]}) as step_2
      from (${toHits('select v.* from visits as v where v.is_whole and v.is_counted', names)}) as h
      where h.${unit} <> 0 ${population.toPacked().hits}
      group by h.${unit}
    ), candidates as materialized (
      select f.unit from first_steps as f where f.step_1 and f.step_2
      union
      select r.${unit} from rest as r where r.is_counted and r.${unit} <> 0
    )`,
  };
}

function toAll(conditions: readonly string[]): string {
  return `(${conditions.length === 0 ? 'true' : conditions.map((one) => `(${one})`).join(' and ')})`;
}

/** `chain_n`: the start of the latest way to have done the steps 1 to n, ending at this event. */
function toOrder(steps: number, limit: string | undefined, isStrict: boolean): string {
  const chains = [`chains_1 as (select h.*, case when h.step_1 then h.event_at end as chain_1 from hits as h)`];
  for (let n = 2; n <= steps; n += 1) {
    const before = isStrict
      ? `lag(c.chain_${n - 1}) over (${WINDOW})`
      : `max(c.chain_${n - 1}) over (${WINDOW} rows between unbounded preceding and 1 preceding)`;
    const isInTime = limit === undefined ? '' : `and b.event_at - b.before <= ${limit}`;
    chains.push(`chains_${n} as (
      select b.*, case when b.step_${n} ${isInTime} then b.before end as chain_${n}
      from (select ${['unit', 'event_at', 'event_key', ...names('step', n, steps)].map((name) => `c.${name}`).join(', ')},
        ${names('chain', 1, n - 1)
          .map((name) => `c.${name}`)
          .join(', ')}, ${before} as before
        from chains_${n - 1} as c) as b)`);
  }
  const reached = Array.from({ length: steps }, (_, n) => `bool_or(c.chain_${n + 1} is not null) as reached_${n + 1}`);
  return `${chains.join(', ')}, reached as (select c.unit, ${reached.join(', ')} from chains_${steps} as c group by c.unit)`;
}

/** `last_n`: when step n was done last, up to this event. */
function toAnyOrder(steps: number, limit: string | undefined): string {
  const lasts = Array.from(
    { length: steps },
    (_, n) =>
      `max(case when h.step_${n + 1} then h.event_at end) over (${WINDOW} rows between unbounded preceding and current row) as last_${n + 1}`,
  );
  const reached = Array.from({ length: steps }, (_, n) => {
    const done = names('last', 1, n + 1).map((name) => `l.${name}`);
    const isInTime = limit === undefined ? '' : `and l.event_at - least(${done.join(', ')}) <= ${limit}`;
    return `bool_or(num_nulls(${done.join(', ')}) = 0 ${isInTime}) as reached_${n + 1}`;
  });
  return `lasts as (select h.unit, h.event_at, ${lasts.join(', ')} from hits as h),
    reached as (select l.unit, ${reached.join(', ')} from lasts as l group by l.unit)`;
}

function names(name: string, from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => `${name}_${from + n}`);
}
