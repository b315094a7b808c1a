import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { type Evidence, findProblems } from './findProblems.ts';
import { renderAnnotations } from './renderAnnotations.ts';
import { renderHtml } from './renderHtml.ts';
import { renderJunit } from './renderJunit.ts';
import { renderText } from './renderText.ts';

const START_MS = Date.parse('2026-11-30T12:00:00Z');
const SHOP = 'https://shop.example/';
const walk: Evidence['walk'] = {
  pages: [SHOP],
  steps: [
    { atMs: START_MS, page: SHOP, action: 'open' },
    { atMs: START_MS + 1_000, page: SHOP, action: 'button "Buy"' },
    { atMs: START_MS + 2_000, page: SHOP, action: 'button "Buy"' },
  ],
  skipped: [],
  errors: [],
};
const good: Evidence = {
  url: SHOP,
  walk,
  stopped: [],
  planned: null,
  coverage: null,
  events: [order(1_100, 'evt_1'), order(2_100, 'evt_2')],
  rejected: [],
  ledger: { sent: 2, received: 2, stored: 2, duplicated: 0, rejected: 0, lost: 0 },
};

test('events of two clicks are not doubled, two of one click are', () => {
  expect(findProblems(good).isOk).toBe(true);
  const doubled = findProblems({ ...good, events: [...good.events, order(1_105, 'evt_3')] });
  expect(problemsOf(doubled)).toEqual(['order fired 2 times at once: button "Buy" on https://shop.example/.']);
});

test('two events of one click that differ are not doubled', () => {
  expect(findProblems({ ...good, events: [...good.events, order(1_105, 'evt_3', { value: 2 })] }).isOk).toBe(true);
});

test('a planned event that never fired, and one that was always rejected, are told apart', () => {
  const reason = { rule: 'plan_property', pointer: '/event_data/value', message: 'value is missing' };
  const row = { event_id: null, event_type: 'refund', page_url: SHOP, stage: 'refused' as const, reason };
  const report = findProblems({ ...good, planned: ['order', 'signup', 'refund'], rejected: [row, row] });
  expect(problemsOf(report)).toEqual([
    'signup is planned and did not fire.',
    'refund fired, and each one was rejected.',
    'refund on https://shop.example/ was refused: value is missing (2 times).',
  ]);
});

test('a site without a tracker and one that loses events fail', () => {
  const silent = findProblems({ ...good, events: [], ledger: { ...good.ledger, received: 0 } });
  expect(problemsOf(silent)).toEqual([expect.stringContaining('is there a tracker')]);
  const losing = findProblems({ ...good, ledger: { ...good.ledger, sent: 3, lost: 1 } });
  expect(problemsOf(losing)).toEqual(['1 of 3 events left the browser and did not arrive.']);
});

test('the reports name each problem, and a page cannot write into them', () => {
  const report = findProblems({ ...good, planned: ['<b>"a", b: c\n%'] });
  expect(renderText(report)).toContain('1 of 5 checks failed');
  expect(renderJunit(report)).toContain('<testsuites tests="5" failures="1">');
  for (const markup of [renderJunit(report), renderHtml(report)]) {
    expect(markup).toContain('&lt;b&gt;&quot;a&quot;');
    expect(markup).not.toContain('<b>');
  }
  expect(renderAnnotations(report)).toBe(
    '::error title=Tracking%3A <b>"a"%2C b%3A c%0A%25 fires::<b>"a", b: c%0A%25 is planned and did not fire.',
  );
});

function order(afterMs: number, id: string, data: Record<string, number> = { value: 1 }): StagedEvent {
  return {
    event_id: id,
    event_type: 'order',
    page_url: SHOP,
    // The server corrects it, here into the time of the next click.
    event_timestamp: new Date(START_MS + afterMs + 950).toISOString(),
    event_data: { ...data, timestamp: new Date(START_MS + afterMs).toISOString(), seq: afterMs },
  } as unknown as StagedEvent;
}

function problemsOf({ checks }: ReturnType<typeof findProblems>): string[] {
  return checks.flatMap(({ problems }) => problems);
}
