import { readdirSync, readFileSync } from 'node:fs';
import { CAMPAIGN_PARAMETERS, CATEGORIES, CHECKS, CLICK_IDS, REFERRERS } from '@onevault/contract/pipeline';
import { expect, test } from 'vitest';

interface Golden {
  events: { event_type?: unknown; page_url?: unknown; event_data?: { referrer?: unknown } }[];
  staged: { event_category?: string; referrer_kind?: string; validation_errors?: { rule: string }[] }[];
}

const GOLDENS = new URL('../../src/goldens/', import.meta.url);
const goldens = readdirSync(GOLDENS)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, GOLDENS), 'utf8')) as Golden);
const cases = goldens.flatMap(({ events, staged }) => staged.map((row, index) => ({ row, event: events[index] })));

test('every check fails in at least one golden', () => {
  const failed = new Set(cases.flatMap(({ row }) => row.validation_errors ?? []).map(({ rule }) => rule));
  expect(Object.keys(CHECKS).filter((rule) => !failed.has(rule))).toEqual([]);
});

test('every event with its own category has a golden', () => {
  const seen = new Set(cases.filter(({ row }) => row.event_category).map(({ event }) => event?.event_type));
  expect(Object.keys(CATEGORIES).filter((name) => !seen.has(name))).toEqual([]);
});

test('every host of the referrer lists has a golden', () => {
  const seen = cases.map(({ row, event }) => ({ kind: row.referrer_kind, host: hostOf(event?.event_data?.referrer) }));
  const missing = Object.entries(REFERRERS).flatMap(([kind, hosts]) =>
    hosts.filter((host) => !seen.some((one) => one.kind === kind && one.host.startsWith(host.replace('*', '')))),
  );
  expect(missing).toEqual([]);
});

test('every stored query parameter has a golden', () => {
  const urls = cases.map(({ event }) => String(event?.page_url));
  const names = [...CAMPAIGN_PARAMETERS, ...CLICK_IDS];
  expect(names.filter((name) => !urls.some((url) => new RegExp(`[?&]${name}=`).test(url)))).toEqual([]);
});

/** Without `www.`: the test only asks whether a golden has the entry. */
function hostOf(referrer: unknown): string {
  return typeof referrer === 'string' && URL.canParse(referrer) ? new URL(referrer).host.replace(/^www\./, '') : '';
}
