import type { ReportNumbers, SummaryData } from '@onevault/contract';
import { expect, test } from 'vitest';
import { renderReport } from './renderReport.ts';
import type { ReportAbout } from './reportSections.ts';
import { toPeriodBefore, toReportSubject } from './reportSubject.ts';

const about: ReportAbout = {
  customer_id: 'shop',
  name: 'For the team',
  period: 'week',
  timezone: 'Europe/Berlin',
  from: '2026-11-23',
  to: '2026-11-29',
};

function summary(more: Partial<SummaryData> = {}): SummaryData {
  return {
    visitors: 1120,
    sessions: 1500,
    page_views: 4000,
    events: 5000,
    views_per_session: 2.7,
    bounce_rate: 0.405,
    duration_mean_s: 83,
    duration_median_s: 20,
    revenue: [],
    ...more,
  };
}

function numbers(more: Partial<ReportNumbers> = {}): ReportNumbers {
  return {
    range: { from: '2026-11-22T23:00:00Z', to: '2026-11-29T23:00:00Z' },
    population: {
      counted: { events: 5000, sessions: 1500, visitors: 1120 },
      complete: true,
      excluded: [
        { rule: 'bots', events: 1234, sessions: 9 },
        { rule: 'internal', events: 0, sessions: 0 },
      ],
    },
    summary: summary(),
    before: summary({ visitors: 1000, sessions: 0, page_views: 4000, bounce_rate: 0.5, duration_mean_s: null }),
    days: [{ at: '2026-11-22T23:00:00Z', value: 10 }],
    breakdowns: [{ by: 'page', rows: [row('/tea')] }],
    ...more,
  };
}

function row(value: string | null) {
  return { value, visitors: 5, sessions: 6, page_views: 7, events: 8, bounce_rate: null, duration_mean_s: null };
}

test('says each number with the change to the period before, in HTML and in plain text', () => {
  const { subject, text, html } = renderReport(about, numbers());
  expect(subject).toBe('[OneVault] shop, 23–29 November 2026: 1,120 visitors (+12 %)');
  expect(text).toMatch(/^Visitors +1,120 +\+12 %$/m);
  expect(text).toMatch(/^Sessions +1,500 +none before$/m);
  expect(text).toMatch(/^Page views +4,000 +no change$/m);
  expect(text).toMatch(/^Bounce rate +40\.5 % +-9\.5 points$/m);
  expect(text).toMatch(/^Mean duration of a session +1 min 23 s +–$/m);
  // The day of the zone, not of UTC.
  expect(text).toMatch(/^Mon,? 23 Nov +10$/m);
  expect(text).toContain('1,234 events came from bots.');
  expect(text).not.toContain('own people');
  for (const part of ['1,120', '+12 %', 'Left out of these numbers', '23–29 November 2026']) {
    expect(html).toContain(part);
  }
});

test('a name that a visitor has made is text, and no link', () => {
  const hostile = [
    '/<script>alert(1)</script>',
    '/"><img src=x onerror=alert(1)>',
    'https://evil.example/login',
    '/a\r\nBcc: eve@evil.example',
    '/\u202etxt.exe',
    `/${'x'.repeat(1000)}`,
    '&lt;b&gt;',
  ];
  const { text, html } = renderReport(about, numbers({ breakdowns: [{ by: 'page', rows: hostile.map(row) }] }));
  const body = html.slice(html.indexOf('<body'));
  expect(body).not.toMatch(/<(script|img|a|iframe)\b/i);
  expect(body).not.toMatch(/https?:\/\//);
  expect(body).toContain('&amp;lt;b&amp;gt;');
  expect(text).not.toMatch(/https?:\/\//);
  expect(`${text}${html}`).not.toMatch(/\u202e|^Bcc:/m);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(200);
});

test('an empty period has a report, too', () => {
  const none = summary({
    visitors: 0,
    sessions: 0,
    page_views: 0,
    events: 0,
    bounce_rate: null,
    duration_mean_s: null,
  });
  const { text } = renderReport(
    { ...about, period: 'month', from: '2026-11-01', to: '2026-11-30' },
    numbers({
      summary: none,
      before: none,
      days: [],
      breakdowns: [{ by: 'source', rows: [] }],
      population: { counted: { events: 0, sessions: 0, visitors: 0 }, complete: true, excluded: [] },
    }),
  );
  expect(text).toContain('November 2026 (Europe/Berlin)');
  expect(text).toMatch(/^Visitors +0 +no change$/m);
  expect(text).toContain('Sources\n-------\nNone.');
  expect(text).toContain('Left out\n--------\nNothing.');
});

test('revenue is said for each currency; countries and missing values have words', () => {
  const { text } = renderReport(
    about,
    numbers({
      summary: summary({ revenue: [{ currency: 'EUR', amount: 1234.5, orders: 1 }] }),
      breakdowns: [{ by: 'country', rows: [row('DE'), row(null)] }],
    }),
  );
  expect(text).toMatch(/^Revenue in EUR +1,234\.50 \(1 order\) +none before$/m);
  expect(text).toMatch(/^Germany +5 +6$/m);
  expect(text).toMatch(/^Unknown +5 +6$/m);
});

test('tables can be read by a screen reader, and styles stand in the elements', () => {
  const { html } = renderReport(about, numbers());
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('<th scope="col"');
  expect(html).toContain('<th scope="row"');
  expect(html.match(/<table(?! role="presentation")/g)).toHaveLength(3);
  expect(html).toContain('aria-hidden="true"');
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).not.toMatch(/<h[12](?![^>]*style=)/);
});

const at = (time: string) => Date.parse(time);

test('the last whole week or month is that of the time zone', () => {
  const week = (time: string, timezone = 'UTC') => toReportSubject({ period: 'week', timezone }, at(time))?.from;
  expect(week('2026-11-29T23:59:59Z')).toBe('2026-11-16');
  expect(week('2026-11-30T00:00:00Z')).toBe('2026-11-23');
  expect(week('2026-11-29T23:00:00Z', 'Europe/Berlin')).toBe('2026-11-23');
  expect(week('2026-11-30T04:59:00Z', 'America/New_York')).toBe('2026-11-16');
  const month = { period: 'month', timezone: 'UTC' } as const;
  expect(toReportSubject(month, at('2026-03-01T00:00:00Z'))).toMatchObject({ from: '2026-02-01', to: '2026-02-28' });
  expect(toReportSubject(month, at('2026-01-05T00:00:00Z'))).toMatchObject({ from: '2025-12-01', to: '2025-12-31' });
  expect(toReportSubject({ ...month, of: '2024-02-29' }, at('2026-01-05T00:00:00Z'))?.to).toBe('2024-02-29');
  expect(toReportSubject({ ...month, of: '2026-01-01' }, at('2026-01-05T00:00:00Z'))).toBeNull();
  expect(toPeriodBefore({ period: 'month', from: '2026-03-01' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(toPeriodBefore({ period: 'week', from: '2026-03-02' })).toEqual({ from: '2026-02-23', to: '2026-03-01' });
});
