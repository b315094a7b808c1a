import {
  type AnsweredRange,
  EXCLUSIONS,
  type Exclusion,
  type ImportedHistory,
  type Interval,
  type Population,
} from '@onevault/contract';
import {
  type AnalyticsAnswer,
  type AnalyticsQuestion,
  type AnalyticsRequest,
  type RangeAnswer,
  UnknownSubject,
  UnknownTimeZone,
} from '../../analytics.ts';
import { type Row, type SqlSession, sqlStateOf } from '../connection.ts';
import { toTenantHk } from '../toTenantHk.ts';
import { toAccuracySql } from './accuracySql.ts';
import { toAttributionSql } from './attributionSql.ts';
import { toBreakdownSql } from './breakdownSql.ts';
import { toFunnelSql } from './funnelSql.ts';
import { toGoalsSql } from './goalsSql.ts';
import { type InternalRules, readInternalRules } from './internalSql.ts';
import { toLiveSql } from './liveSql.ts';
import { createParameters, type Parameters } from './parameters.ts';
import { toPathsSql } from './pathsSql.ts';
import type { PopulationParts } from './populationSql.ts';
import { type RangeSql, toComparedSql, toRangeSql } from './rangeSql.ts';
import { type ReadRow, readOverview } from './readOverview.ts';
import { toRetentionSql } from './retentionSql.ts';
import { toSessionsSql } from './sessionsSql.ts';
import { toSummarySql } from './summarySql.ts';
import { type Subject, toSubjectSql, toTimelineSql } from './timelineSql.ts';
import { toStartsSql, toTimeseriesSql } from './timeseriesSql.ts';

/** A transaction that reads one state of the database. */
export type ReadOnce = <T>(work: (session: SqlSession) => Promise<T>) => Promise<T>;

const ENTER = 'select auth.enter_customer($1)';
const SET_ASIDE = 'select found.events, found.sessions from read.set_aside_between($1, $2, $3) as found';
/** Events that were loaded before there were facts get them in the background, in the order of their arrival. */
const MISSING = `select util.iso(nullif(f.after_at, '-infinity')) as arrived_from, util.iso(f.until_at) as arrived_to
  from facts.fills as f where f.tenant_hk = $1`;
const INVALID_PARAMETER = '22023';

/**
 * Answers questions of analytics. All statements of an answer are in one transaction that sees one state of the
 * database, so its parts cannot disagree. They are built from fixed fragments, unlike the other statements of the
 * engine: a filter that is not there costs nothing, and the planner knows those that are (docs/decisions/0042).
 */
export function createAnalytics(
  readOnce: ReadOnce,
): (customerId: string, request: AnalyticsRequest) => Promise<AnalyticsAnswer> {
  return (customerId, { population, question, compare }) =>
    readOnce(async (session) => {
      await session.query(ENTER, [customerId]);
      const tenantHk = toTenantHk(customerId);
      const internal = await readInternalRules(session, tenantHk);
      const ask = (toRange: (parameters: Parameters) => RangeSql) =>
        answerRange(session, tenantHk, { population, question, internal }, toRange);
      const current = await ask((parameters) => toRangeSql(parameters, population.range, population.timezone));
      const imported = await findImported(session, tenantHk, question, current.range);
      if (compare === undefined) return { ...current, ...imported };
      const comparison = await ask((parameters) =>
        toComparedSql(parameters, population.range, population.timezone, compare),
      );
      return { ...current, ...imported, comparison };
    });
}

/** Says that there is imported history in or before the range: it is not added, since its visitors cannot be told apart. */
async function findImported(
  session: SqlSession,
  tenantHk: unknown,
  { kind }: AnalyticsQuestion,
  { to }: AnsweredRange,
): Promise<Pick<AnalyticsAnswer, 'imported'>> {
  if (kind !== 'summary' && kind !== 'overview' && kind !== 'timeseries') return {};
  const [row] = await session.query('select history.imported_until($1, $2::timestamptz) as imported', [tenantHk, to]);
  return row?.imported ? { imported: row.imported as ImportedHistory } : {};
}

async function answerRange(
  session: SqlSession,
  tenantHk: unknown,
  {
    population: { filters, include, timezone },
    question,
    internal,
  }: Pick<AnalyticsRequest, 'population' | 'question'> & { internal: InternalRules | undefined },
  toRange: (parameters: Parameters) => RangeSql,
): Promise<RangeAnswer> {
  const isOfOne = question.kind === 'session' || question.kind === 'visitor';
  const subject = isOfOne ? await findSubject(session, tenantHk, question) : undefined;
  const range = subject?.range ?? (await readRange(session, tenantHk, toRange));
  const interval = intervalOf(question);
  const starts = interval === undefined ? [] : await readStarts(session, tenantHk, range, interval, timezone);
  const parts = { ...range, filters, include, internal, ...subject?.only };
  const read: ReadRow = async (toSql) => {
    const parameters = createParameters(tenantHk);
    const text = toSql(parameters, parts);
    return text === undefined ? undefined : (await session.query(text, parameters.values))[0];
  };
  const row =
    question.kind === 'overview'
      ? await readOverview(read, question, starts)
      : await read((parameters) => toQuestionSql(parameters, parts, question, { starts, timezone }));
  if (row?.data === null) throw new UnknownSubject('There are no facts of it');
  const [setAside] = await session.query(SET_ASIDE, [tenantHk, range.from, range.to]);
  const [missing] = await session.query(MISSING, [tenantHk]);
  return { range, population: toPopulation(row?.population, include, setAside, missing), data: row?.data };
}

/** Of what length the parts of an answer are, if it has parts. */
function intervalOf(question: AnalyticsQuestion): Interval | undefined {
  switch (question.kind) {
    case 'overview':
    case 'timeseries':
      return question.interval;
    case 'retention':
      return question.period;
    case 'accuracy':
      return 'day';
    default:
      return undefined;
  }
}

async function readRange(
  session: SqlSession,
  tenantHk: unknown,
  toRange: (parameters: Parameters) => RangeSql,
): Promise<{ from: string; to: string }> {
  const parameters = createParameters(tenantHk);
  const { from, to } = toRange(parameters);
  try {
    const [row] = await session.query(
      `select util.iso(${from}) as "from", util.iso(${to}) as "to" where $1::bytea is not null`,
      parameters.values,
    );
    return { from: String(row?.from), to: String(row?.to) };
  } catch (error) {
    if (sqlStateOf(error) === INVALID_PARAMETER) throw new UnknownTimeZone('The database does not know the time zone');
    throw error;
  }
}

async function readStarts(
  session: SqlSession,
  tenantHk: unknown,
  range: AnsweredRange,
  interval: Interval,
  timezone: string,
): Promise<string[]> {
  const parameters = createParameters(tenantHk);
  const [row] = await session.query(toStartsSql(parameters, range, { interval, timezone }), parameters.values);
  return row?.starts as string[];
}

async function findSubject(
  session: SqlSession,
  tenantHk: unknown,
  subject: Subject,
): Promise<{ range: AnsweredRange; only: Pick<PopulationParts, 'only'> }> {
  const parameters = createParameters(tenantHk);
  const [row] = await session.query(toSubjectSql(parameters, subject), parameters.values);
  if (row === undefined) throw new UnknownSubject(`There is no ${subject.kind} of this id`);
  const column = subject.kind === 'session' ? 'session_key' : 'visitor_key';
  return {
    range: { from: String(row.from), to: String(row.to) },
    only: { only: { column, key: String(row.key) } },
  };
}

function toQuestionSql(
  parameters: Parameters,
  parts: PopulationParts,
  question: Exclude<AnalyticsQuestion, { kind: 'overview' }>,
  { starts, timezone }: { starts: readonly string[]; timezone: string },
): string {
  switch (question.kind) {
    case 'summary':
      return toSummarySql(parameters, parts);
    case 'timeseries':
      return toTimeseriesSql(parameters, parts, { ...question, starts });
    case 'breakdown':
      return toBreakdownSql(parameters, parts, question);
    case 'funnel':
      return toFunnelSql(parameters, parts, question);
    case 'goals':
      return toGoalsSql(parameters, parts, question.goals);
    case 'retention':
      return toRetentionSql(parameters, parts, starts);
    case 'paths':
      return toPathsSql(parameters, parts, question);
    case 'attribution':
      return toAttributionSql(parameters, parts, question);
    case 'accuracy':
      return toAccuracySql(parameters, parts, { starts, timezone });
    case 'live':
      return toLiveSql(parameters, parts);
    case 'session':
    case 'visitor':
      return toTimelineSql(parameters, parts, question);
    case 'sessions':
      return toSessionsSql(parameters, parts, question);
  }
}

/** Excluded events by the number of their rule in EXCLUSIONS, from 1: `{"2": [events, sessions]}`. */
interface CountedSql {
  counted: Population['counted'];
  excluded: Record<string, [events: number, sessions: number]>;
}

function toPopulation(found: unknown, include: readonly Exclusion[], setAside?: Row, missing?: Row): Population {
  const { counted, excluded } = found as CountedSql;
  return {
    counted,
    complete: missing === undefined,
    ...(missing && {
      missing: {
        arrived_from: missing.arrived_from === null ? null : String(missing.arrived_from),
        arrived_to: String(missing.arrived_to),
      },
    }),
    excluded: [
      ...EXCLUSIONS.flatMap((rule, n) => {
        const [events = 0, sessions = 0] = excluded[n + 1] ?? [];
        return include.includes(rule) ? [] : [{ rule, events, sessions }];
      }),
      { rule: 'set_aside', events: Number(setAside?.events ?? 0), sessions: Number(setAside?.sessions ?? 0) },
    ],
  };
}
