import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { Ledger } from '../../kit/countLedger.ts';
import type { RejectedRow } from '../../kit/listRejected.ts';
import { toSnapshot } from '../../kit/toSnapshot.ts';
import { AUTOMATIC_EVENTS } from '../../plan/automaticEvents.ts';
import { type CoverageReport, summarize } from '../../plan/coverageReport.ts';
import type { Step, Walk } from '../browse/clickThrough.ts';

/** What a browser did and what arrived meanwhile. */
export interface Evidence {
  url: string;
  walk: Walk;
  /** Requests that were stopped because they write. */
  stopped: string[];
  /** Null without a plan. */
  planned: string[] | null;
  coverage: CoverageReport | null;
  events: StagedEvent[];
  rejected: RejectedRow[];
  ledger: Ledger;
}

/** One thing that was verified. */
export interface Check {
  name: string;
  isOk: boolean;
  /** One sentence for each thing that is wrong. */
  problems: string[];
}

/** The outcome of `verify`: plain JSON, and the source of every report. */
export interface VerifyReport {
  url: string;
  isOk: boolean;
  checks: Check[];
  pages: string[];
  clicks: number;
  /** By type, most first. */
  events: { type: string; count: number }[];
  /** 0 to 100, over events and properties of the plan; null without a plan. */
  coveragePercent: number | null;
  coverage: CoverageReport | null;
  /** What could not be clicked or was left alone, requests that were stopped, exceptions of the page. */
  notes: string[];
}

/** These happen again and again by nature; two equal ones are no mistake. */
const REPEATED = new Set([...AUTOMATIC_EVENTS].filter((type) => type !== 'page_view' && type !== 'form_submission'));

/** Judges the evidence: planned events that did not fire, and events that were doubled, rejected or lost. */
export function findProblems(evidence: Evidence): VerifyReport {
  const { url, walk, stopped, planned, coverage, events, rejected, ledger } = evidence;
  const counts = new Map<string, number>();
  for (const { event_type: type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);

  const checks = [
    toCheck(
      'the site tracks',
      ledger.received > 0
        ? []
        : ['No event arrived: is there a tracker on the page, and is consent given (--consent)?'],
    ),
    ...(planned ?? []).map((type) => toCheck(`${type} fires`, counts.has(type) ? [] : [toMissing(type, rejected)])),
    toCheck('no event is doubled', listDoubled(events, walk.steps)),
    toCheck('no event is rejected', listRejected(rejected)),
    toCheck(
      'no event is lost',
      ledger.lost === 0 ? [] : [`${ledger.lost} of ${ledger.sent} events left the browser and did not arrive.`],
    ),
  ];
  return {
    url,
    isOk: checks.every(({ isOk }) => isOk),
    checks,
    pages: walk.pages,
    clicks: walk.steps.filter(({ action }) => action !== 'open').length,
    events: [...counts]
      .map(([type, count]) => ({ type, count }))
      .sort((a, b) => b.count - a.count || compare(a.type, b.type)),
    coveragePercent: coverage && summarize(coverage).percent,
    coverage,
    notes: [
      ...walk.skipped.map((what) => `Not clicked: ${what}.`),
      ...stopped.map((request) => `Stopped, because it writes: ${request}.`),
      ...new Set(walk.errors.map((message) => `The page threw: ${message}`)),
    ],
  };
}

function toCheck(name: string, problems: string[]): Check {
  return { name, isOk: problems.length === 0, problems };
}

function toMissing(type: string, rejected: readonly RejectedRow[]): string {
  const count = rejected.filter((row) => row.event_type === type).length;
  return count > 0 ? `${type} fired, and each one was rejected.` : `${type} is planned and did not fire.`;
}

/** Equal events between one click and the next: one cause, two calls. */
function listDoubled(events: readonly StagedEvent[], steps: readonly Step[]): string[] {
  const groups = new Map<string, { event: StagedEvent; step: Step | undefined; count: number }>();
  for (const event of events) {
    if (REPEATED.has(event.event_type)) continue;
    const atMs = toClientMs(event);
    const index = steps.filter((step) => step.atMs <= atMs).length - 1;
    const [{ event_data: data = {} } = {}] = toSnapshot([event]);
    const { seq, page_view_id, ...own } = data;
    const key = JSON.stringify([index, event.event_type, event.page_url, own]);
    const known = groups.get(key);
    if (known) known.count += 1;
    else groups.set(key, { event, step: steps[index], count: 1 });
  }
  return [...groups.values()]
    .filter(({ count }) => count > 1)
    .map(({ event, step, count }) => {
      const cause = step ? `: ${step.action} on ${step.page}` : '';
      return `${event.event_type} fired ${count} times at once${cause}.`;
    });
}

/**
 * When the page says that it happened: it has the clock of the steps. The server's `event_timestamp` is corrected by how
 * long the request took, which is enough to reach the next click.
 */
function toClientMs({ event_data: { timestamp }, event_timestamp: corrected }: StagedEvent): number {
  const ms = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(ms) ? Date.parse(corrected) : ms;
}

/** Each reason once, with how many events it stopped. */
function listRejected(rejected: readonly RejectedRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { event_type: type, page_url: page, stage, reason } of rejected) {
    const where = page === null ? '' : ` on ${page}`;
    const text = `${type ?? 'An event without a type'}${where} was ${stage.replace('_', ' ')}: ${reason.message}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${text}${count > 1 ? ` (${count} times)` : ''}.`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
