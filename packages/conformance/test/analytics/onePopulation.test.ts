import {
  ATTRIBUTION_MODELS,
  type AttributionData,
  BREAKDOWN_SORTS,
  type BreakdownData,
  type Dimension,
  FUNNEL_ORDERS,
  METRICS,
  type Metric,
  type OverviewData,
  PATHS_BY,
  type PathsData,
  RETENTION_PERIODS,
  type RetentionData,
  SESSION_DIMENSIONS,
  type SessionsData,
} from '@onevault/contract';
import type {
  AnalyticsQuestion,
  NewInternalRule,
  PopulationQuery,
  RangeAnswer,
} from '@onevault/server/internal/engine/port';
import { pathsQuestion } from '@onevault/server/internal/service/analytics/questions/pathsQuestion';
import { findSavedParts, type SavedParts } from '@onevault/server/internal/service/analytics/savedParts';
import { readDefinition } from '@onevault/server/internal/service/saved/readDefinition';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom, type SeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { isNight, SQL_KINDS, type SqlKind } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { expectInvariants } from '../sql/invariants.ts';
import { createFilter, createPopulation, createTraffic, ERASED, pickDimension } from './arbitraryTraffic.ts';
import { countCohorts, walkFunnel } from './journeys.ts';
import { askOracle, type InternalTraffic, type Oracle } from './oracle.ts';
import { creditTouches, walkPaths } from './walks.ts';

const ids = createSeededRandom(11);

/** Each population is asked of every endpoint. PGlite takes the longest for one. */
const POPULATIONS: Record<SqlKind, number> = isNight
  ? { pglite: 12, 'postgres 15': 12, 'postgres 18': 12 }
  : { pglite: 4, 'postgres 15': 6, 'postgres 18': 6 };
/** For a night: `ONEVAULT_ORACLE_SEEDS=500` is as many random traffics, with so many populations each. */
const SEEDS = Number(process.env.ONEVAULT_ORACLE_SEEDS ?? 3);
const POPULATIONS_OF_MANY = 4;
const EVENTS = 120;
type RuleParts = NewInternalRule extends infer Rule ? (Rule extends Rule ? Omit<Rule, 'ruleId'> : never) : never;
/** Of each traffic: whose events a rule says to be internal, and the same for the oracle. */
const INTERNAL: Record<number, { rules: RuleParts[]; traffic: InternalTraffic }> = {
  2: {
    rules: [
      { name: 'Ben', of: 'visitor', id: 'ben' },
      { name: 'A visit', of: 'session', id: 's3' },
    ],
    traffic: {
      events: `coalesce(e.visitor_id = 'ben', false) or coalesce(e.session_id = 's3', false)`,
      session: `d.session_id = 's3' or array_remove(array_agg(distinct d.visitor_id), null) = array['ben']`,
    },
  },
  3: {
    rules: [
      { name: 'Cid', of: 'visitor', id: 'cid' },
      { name: 'The plan', of: 'property', property: 'plan', value: '5' },
    ],
    traffic: {
      events: `coalesce(e.visitor_id = 'cid', false) or coalesce(e.event_data -> 'plan' = '5', false)`,
      session: `array_remove(array_agg(distinct d.visitor_id), null) = array['cid']`,
    },
  },
};

/** As the engine gives it. */
type OverviewAnswer = Pick<OverviewData, 'summary' | 'timeseries'> & { breakdowns: unknown[] };

describe.each(SQL_KINDS)('every answer is about one population (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  test.each(Array.from({ length: SEEDS }, (_, n) => n + 1))('with random traffic %i', async (seed) => {
    const populations = SEEDS > 3 ? POPULATIONS_OF_MANY : POPULATIONS[kind];
    const random = createSeededRandom(seed);
    const customer = `oracle-${seed}`;
    await sql.engine.upsertCustomer(customer);
    // Another customer with other events, that no answer may count.
    await sql.engine.upsertCustomer(`other-${seed}`);
    await sql.engine.store(`other-${seed}`, createTraffic(random, 20), { process: true });
    const events = createTraffic(random, EVENTS);
    const shuffled = events.map((event) => ({ event, at: random.next() })).sort((a, b) => a.at - b.at);
    // Sessions are packed between the portions, so late events unpack some of them.
    for (let n = 0; n < EVENTS; n += 30) {
      await sql.engine.store(
        customer,
        shuffled.slice(n, n + 30).map(({ event }) => event),
        { process: true },
      );
      await pack(customer, random.integer(0, 5));
    }
    const packed: number[] = [];
    const { saved } = operationsOf(sql.engine);
    const { rules = [], traffic } = INTERNAL[((seed - 1) % 3) + 1] ?? {};
    for (const rule of rules) {
      await saved.addInternalRule(customer, { ...rule, ruleId: ids.uuid() });
    }
    for (let n = 0; n < populations; n += 1) {
      // First with those that are packed by then, later with all of them.
      if (n === Math.floor(populations / 4)) await pack(customer, 1000);
      if (n === Math.floor(populations / 2)) {
        const { rows } = await operationsOf(sql.engine).eraseVisitor(customer, ERASED);
        expect(rows['facts.events']).toBeGreaterThan(0);
        await pack(customer, 4);
      }
      packed.push(await countPacked(customer));
      const population = createPopulation(random);
      await compareAll(customer, population, random, traffic);
      await compareSegment(customer, population, `${n}`);
    }
    expect(Math.max(...packed)).toBeGreaterThan(10);
    await expectInvariants(sql, customer);
  });

  async function pack(customer: string, sessions: number): Promise<void> {
    const inAnHour = new Date(Date.now() + 2 * 3_600_000).toISOString();
    await sql.query('select upkeep.pack_sessions(auth.tenant_hk($1), $2, $3::timestamptz)', [
      customer,
      sessions,
      inAnHour,
    ]);
  }

  async function countPacked(customer: string): Promise<number> {
    const [row] = await sql.query(
      `select count(*)::int as n from facts.sessions where tenant_hk = auth.tenant_hk($1) and hits <> '{}'`,
      [customer],
    );
    return Number(row?.n);
  }

  /** A segment is the filters that its texts say, so what holds for them holds for it. */
  async function compareSegment(customer: string, { filters }: PopulationQuery, name: string): Promise<void> {
    if (filters.length === 0) return;
    const { saved } = operationsOf(sql.engine);
    const body = {
      filters: filters.map(({ dimension, operator, values }) => `${dimension}:${operator}:${values.join('|')}`),
    };
    const definition = readDefinition('segment', { name, ...body }, ids.uuid());
    expect(await saved.addDefinition(customer, definition)).toBe('added');
    expect((await findSavedParts(saved, customer, undefined, true)).segmentFilters(name)).toEqual(filters);
    await saved.deleteDefinition(customer, 'segment', definition.id);
  }

  async function compareAll(
    customer: string,
    population: PopulationQuery,
    random: SeededRandom,
    internal?: InternalTraffic,
  ): Promise<void> {
    const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
    const oracle = askOracle(sql, customer, population, internal);
    const ask = async (question: AnalyticsQuestion): Promise<RangeAnswer> =>
      operationsOf(sql.engine).analytics(customer, { population, question });
    const about = JSON.stringify(population);
    const wanted = await oracle.summary();

    const summary = await ask({ kind: 'summary' });
    expect(summary.data, about).toEqual(wanted.summary);
    const by = pickDimension(random);
    const breakdown = await ask({ kind: 'breakdown', by, sort: 'visitors', limit: 1000 });
    await compareBreakdown(oracle, by, breakdown.data as BreakdownData, about);
    const metric = METRICS[random.integer(0, METRICS.length - 1)] as (typeof METRICS)[number];
    const interval = (['hour', 'day', 'week', 'month'] as const)[random.integer(0, 3)] as 'hour';
    const series = await ask({ kind: 'timeseries', metric, interval });
    const values = (points: unknown) => (points as { at: string; value: number }[]).filter(({ value }) => value !== 0);
    expect(values(series.data), `${metric} ${interval} ${about}`).toEqual(
      values(await oracle.timeseries(metric, interval)),
    );

    const overview = await compareOverview(ask, { summary, series, breakdown }, { by, metric, interval }, random);

    const steps = Array.from({ length: random.integer(2, 3) }, () => createFilter(random));
    const within = pick([...(['session', 'visitor'] as const), { seconds: 86_400 }]);
    const order = pick(FUNNEL_ORDERS);
    const funnel = await ask({ kind: 'funnel', steps, order, within });
    const period = pick(RETENTION_PERIODS);
    const counted = await oracle.events(steps, period);
    expect(funnel.data, JSON.stringify({ steps, order, within, population })).toEqual(
      walkFunnel(counted, steps.length, { order, within }),
    );
    const retention = await ask({ kind: 'retention', period });
    const starts = (retention.data as RetentionData).map(({ cohort }) => cohort);
    expect(retention.data, `${period} ${about}`).toEqual(countCohorts(counted, starts));
    const goals = Array.from({ length: random.integer(0, 3) }, (_, n) => ({
      name: `goal ${n}`,
      filters: Array.from({ length: random.integer(1, 2) }, () => createFilter(random)),
      revenue: pick([null, { currency: 'EUR', value: 2.5 }, { currency: 'USD', property: 'value' }]),
    }));
    const converted = await ask({ kind: 'goals', goals });
    expect(converted.data, JSON.stringify({ goals, population })).toEqual(
      await oracle.goals(goals, wanted.population.counted.visitors),
    );
    const sessions = await ask({ kind: 'sessions', limit: 1000 });
    expect((sessions.data as SessionsData).map(toComparable), about).toEqual(await oracle.sessions());

    const paths = await comparePaths(oracle, ask, random, about);
    const attribution = await compareAttribution(oracle, ask, random, about);

    for (const answer of [
      summary,
      overview,
      breakdown,
      series,
      funnel,
      converted,
      retention,
      sessions,
      paths,
      attribution,
    ]) {
      const { counted, excluded } = answer.population;
      expect(counted, about).toEqual(wanted.population.counted);
      const found = excluded.filter(({ events }) => events > 0).map(({ rule, ...counts }) => [rule, counts]);
      expect(Object.fromEntries(found), about).toEqual(wanted.population.excluded);
    }
    await comparePages(ask, by, random);
  }

  /** An overview has the answers of other questions, which the oracle has confirmed. */
  async function compareOverview(
    ask: (question: AnalyticsQuestion) => Promise<RangeAnswer>,
    { summary, series, breakdown }: Record<'summary' | 'series' | 'breakdown', RangeAnswer>,
    { by, metric, interval }: { by: Dimension; metric: Metric; interval: 'hour' },
    random: SeededRandom,
  ): Promise<RangeAnswer> {
    const others = Array.from({ length: random.integer(0, 3) }, () => pickDimension(random));
    const dimensions = [...new Set([...others, by])];
    const limit = random.integer(1, 8);
    const question = { by: dimensions, sort: 'visitors', limit, interval } as const;
    const overview = await ask({ kind: 'overview', ...question });
    const { summary: total, timeseries, breakdowns } = overview.data as OverviewAnswer;
    const about = JSON.stringify(question);
    expect(total, about).toEqual(summary.data);
    expect(
      timeseries.map((point) => ({ at: point.at, value: point[metric] })),
      about,
    ).toEqual(series.data);
    expect(breakdowns, about).toHaveLength(dimensions.length);
    expect(breakdowns[dimensions.indexOf(by)], about).toEqual((breakdown.data as BreakdownData).slice(0, limit + 1));
    return overview;
  }

  async function comparePaths(
    oracle: Oracle,
    ask: (question: AnalyticsQuestion) => Promise<RangeAnswer>,
    random: SeededRandom,
    about: string,
  ): Promise<RangeAnswer> {
    const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
    const filter = createFilter(random, pick(['page', 'event'] as const));
    const anchor = pick([undefined, { at: 'start', filter } as const, { at: 'end', filter } as const]);
    const question = { by: pick(PATHS_BY), steps: random.integer(2, 5), limit: random.integer(1, 4) };
    const asked: AnalyticsQuestion = { kind: 'paths', ...question, ...(anchor && { anchor }) };
    const answer = await ask(asked);
    const wanted = walkPaths(await oracle.ways(anchor?.filter), {
      ...question,
      ...(anchor && { anchor: { at: anchor.at, isOfEvent: anchor.filter.dimension === 'event' } }),
    });
    const found = pathsQuestion.toPage?.(answer.data, asked, new URLSearchParams(), {} as SavedParts).data as PathsData;
    const sorted = ({ sessions, nodes, links }: PathsData) => ({
      sessions,
      nodes: [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1)),
      links: [...links].sort((a, b) => (a.source + a.target < b.source + b.target ? -1 : 1)),
    });
    expect(sorted(found), `${JSON.stringify(asked)} ${about}`).toEqual(sorted(wanted));
    return answer;
  }

  async function compareAttribution(
    oracle: Oracle,
    ask: (question: AnalyticsQuestion) => Promise<RangeAnswer>,
    random: SeededRandom,
    about: string,
  ): Promise<RangeAnswer> {
    const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
    const conversion = pick(['orders' as const, createFilter(random)]);
    const model = pick(ATTRIBUTION_MODELS);
    const by = pick(SESSION_DIMENSIONS);
    const lookbackSeconds = pick([3600, 86_400, 30 * 86_400]);
    const asked: AnalyticsQuestion = { kind: 'attribution', conversion, model, by, lookbackSeconds, limit: 1000 };
    const answer = await ask(asked);
    const wanted = creditTouches(await oracle.conversions(conversion), await oracle.touches(by), {
      model,
      lookbackMs: lookbackSeconds * 1000,
    });
    expect(answer.data, `${JSON.stringify(asked)} ${about}`).toEqual(wanted);
    const { rows } = answer.data as AttributionData;
    const pages: AttributionData['rows'] = [];
    for (;;) {
      const last = pages.at(-1);
      const after = last && { conversions: last.conversions, value: last.value };
      const page = (await ask({ ...asked, limit: 1, ...(after && { after }) })).data as AttributionData;
      pages.push(...page.rows.slice(0, 1));
      if (page.rows.length <= 1) break;
    }
    expect(pages).toEqual(rows);
    return answer;
  }

  async function compareBreakdown(oracle: Oracle, by: string, rows: BreakdownData, about: string): Promise<void> {
    const key = ({ value }: Record<string, unknown>) => String(value);
    const sorted = (list: readonly Record<string, unknown>[]) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(sorted(rows), `${by} ${about}`).toEqual(sorted(await oracle.breakdown(by)));
  }

  /** Pages of two rows are the whole, in order. */
  async function comparePages(
    ask: (question: AnalyticsQuestion) => Promise<RangeAnswer>,
    by: ReturnType<typeof pickDimension>,
    random: SeededRandom,
  ): Promise<void> {
    const sort = BREAKDOWN_SORTS[random.integer(0, BREAKDOWN_SORTS.length - 1)] as (typeof BREAKDOWN_SORTS)[number];
    const whole = (await ask({ kind: 'breakdown', by, sort, limit: 1000 })).data as BreakdownData;
    const pages: BreakdownData = [];
    for (;;) {
      const last = pages.at(-1);
      const after = last && { metric: sort === 'value' ? null : last[sort], value: last.value };
      const found = (await ask({ kind: 'breakdown', by, sort, limit: 2, ...(after && { after }) }))
        .data as BreakdownData;
      pages.push(...found.slice(0, 2));
      if (found.length <= 2) break;
    }
    expect(pages).toEqual(whole);
    const measures = whole.map((row) => (sort === 'value' ? 0 : (row[sort] ?? -1)));
    expect(measures).toEqual([...measures].sort((a, b) => b - a));
  }
});

function toComparable(row: SessionsData[number]) {
  const { session_id, started_at, duration_s, is_bounce, entry_page, exit_page, source, channel, country } = row;
  return { session_id, started_at, duration_s, is_bounce, entry_page, exit_page, source, channel, country };
}
