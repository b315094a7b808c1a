import type { Alerts, NewAlertRule } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { event } from '../../src/suites/event.ts';
import { HOUR, MINUTE, nextId, rule, webhook } from './alertKit.ts';

describe.each(ONE_SQL_KIND)('alerts (%s)', (kind) => {
  let sql: OpenSql;
  let alerts: Alerts;
  let startMs: number;
  beforeAll(async () => {
    sql = await openSql(kind);
    ({ alerts } = sql.engine.operations);
    for (const customer of ['acme', 'beta']) await sql.engine.upsertCustomer(customer);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    await sql.engine.reset('acme');
    await sql.engine.reset('beta');
    startMs = Date.now() + MINUTE;
  });

  const after = (minutes: number) => new Date(startMs + minutes * MINUTE).toISOString();
  /** What changes with an evaluation so many minutes after the start: `firing`, `resolved` or nothing. */
  const evaluate = async (minutes: number, customer = 'acme') =>
    (await alerts.evaluate(customer, { now: after(minutes) })).map(({ state }) => state);
  const stateOf = async ({ ruleId }: NewAlertRule) => (await alerts.findRules('acme', ruleId))[0]?.state;
  const firings = () => alerts.findFirings('acme', { limit: 10 });
  const setCounters = (accepted: number, invalid: number, setAside = 0, customer = 'acme') =>
    sql.query(
      `insert into totals.pipeline_counters (tenant_hk, slot, accepted, invalid, staging_failed)
       values (auth.tenant_hk($1), 99, $2, $3, $4)
       on conflict (tenant_hk, slot) do update
         set accepted = excluded.accepted, invalid = excluded.invalid, staging_failed = excluded.staging_failed`,
      [customer, accepted, invalid, setAside],
    );
  /** Counts of an hour, so many hours before the one of `baseMs`. */
  const setHour = (baseMs: number, hoursBefore: number, eventType: string, events: number) =>
    sql.query(
      `insert into totals.event_hours (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
       values (auth.tenant_hk('acme'), date_trunc('hour', $1::timestamptz, 'UTC') - $2 * interval '1 hour',
         sha256(convert_to($3, 'UTF8')), 0, $3, $4)
       on conflict (tenant_hk, hour_at, event_type_hk, slot) do update set events = excluded.events`,
      [new Date(baseMs).toISOString(), hoursBefore, eventType, events],
    );

  test('no events: fires after the time without one, and resolves when they have come for some minutes', async () => {
    await sql.engine.store('acme', [event()], { process: true });
    const silent = rule('no_events', { minutes: 30 });
    await alerts.addRule('acme', silent);
    expect(await evaluate(0)).toEqual([]);
    expect(await evaluate(20)).toEqual([]);
    expect(await evaluate(30)).toEqual(['firing']);
    expect(await evaluate(31)).toEqual([]);
    expect(await stateOf(silent)).toBe('firing');
    await sql.query(
      `update totals.pipeline_counters set latest_event_at = $1 where tenant_hk = auth.tenant_hk('acme')`,
      [after(32)],
    );
    expect(await evaluate(33)).toEqual([]);
    expect(await evaluate(37)).toEqual([]);
    expect(await evaluate(38)).toEqual(['resolved']);
    expect(await stateOf(silent)).toBe('ok');
    expect(await firings()).toMatchObject([
      {
        state: 'resolved',
        resolved_by: 'itself',
        threshold: 30,
        started_at: expect.stringContaining(after(30).slice(0, 19)),
      },
    ]);
  });

  test('no events: a customer without any counts from the making of the rule', async () => {
    await alerts.addRule('acme', rule('no_events', { minutes: 30 }));
    expect(await evaluate(25)).toEqual([]);
    expect(await evaluate(31)).toEqual(['firing']);
  });

  test('set-aside backlog: a value at the limit, just below it, or up and down again does not make the rule flap', async () => {
    const backlog = rule('set_aside_backlog', { events: 100 });
    await alerts.addRule('acme', backlog);
    await setCounters(1_000, 0, 99);
    expect(await evaluate(0)).toEqual([]);
    await setCounters(1_000, 0, 100);
    expect(await evaluate(1)).toEqual(['firing']);
    // Better than the limit, but not by a tenth.
    await setCounters(1_000, 0, 95);
    for (const minute of [2, 5, 10, 20]) expect(await evaluate(minute)).toEqual([]);
    // A tenth better, but not for five minutes on end.
    await setCounters(1_000, 0, 10);
    for (const minute of [21, 25]) expect(await evaluate(minute)).toEqual([]);
    await setCounters(1_000, 0, 120);
    expect(await evaluate(26)).toEqual([]);
    await setCounters(1_000, 0, 10);
    for (const minute of [27, 31]) expect(await evaluate(minute)).toEqual([]);
    expect(await stateOf(backlog)).toBe('firing');
    expect(await evaluate(32)).toEqual(['resolved']);
    expect(await firings()).toHaveLength(1);
  });

  test('a rule with for_minutes waits that long, and begins anew when the value was good in between', async () => {
    const patient = rule('set_aside_backlog', { events: 1, for_minutes: 10 });
    await alerts.addRule('acme', patient);
    await setCounters(10, 0, 1);
    expect(await evaluate(0)).toEqual([]);
    expect(await stateOf(patient)).toBe('pending');
    expect(await evaluate(9)).toEqual([]);
    await setCounters(10, 0, 0);
    expect(await evaluate(10)).toEqual([]);
    expect(await stateOf(patient)).toBe('ok');
    await setCounters(10, 0, 1);
    expect(await evaluate(11)).toEqual([]);
    expect(await evaluate(20)).toEqual([]);
    expect(await evaluate(21)).toEqual(['firing']);
  });

  test('lag: how long the oldest event waits, in the queue or after staging', async () => {
    await alerts.addRule('acme', rule('lag', { seconds: 300 }));
    expect(await evaluate(0)).toEqual([]);
    await sql.engine.store('acme', [event()], { process: false });
    expect(await evaluate(2)).toEqual([]);
    expect(await evaluate(10)).toEqual(['firing']);
    await sql.engine.process('acme');
    expect(await evaluate(11)).toEqual([]);
    expect(await evaluate(16)).toEqual(['resolved']);
  });

  test('bad share: of the last minutes only, of enough events, by its kind', async () => {
    const shared = { percent: 10, minutes: 15, min_events: 20 };
    const [rejected, setAside, both] = [
      rule('bad_share', { ...shared, of: 'rejected' }),
      rule('bad_share', { ...shared, of: 'set_aside' }),
      rule('bad_share', { ...shared, of: 'both' }),
    ];
    for (const one of [rejected, setAside, both]) await alerts.addRule('acme', one);
    const states = async () => Promise.all([rejected, setAside, both].map(stateOf));
    // What was bad before does not count.
    await setCounters(1_000, 500, 400);
    expect(await evaluate(0)).toEqual([]);
    // Ten bad ones of nineteen are too few to judge.
    await setCounters(1_019, 510, 400);
    expect(await evaluate(1)).toEqual([]);
    await setCounters(1_100, 510, 404);
    expect(await evaluate(2)).toEqual(['firing', 'firing']);
    expect(await states()).toEqual(['firing', 'ok', 'firing']);
    // Two hundred good ones a minute: in 15 minutes the bad ones have left the window.
    for (let minute = 3; minute <= 30; minute += 1) {
      await setCounters(1_100 + minute * 200, 510, 404);
      await evaluate(minute);
    }
    expect(await states()).toEqual(['ok', 'ok', 'ok']);
    await setCounters(7_100 + 100, 510, 454);
    await evaluate(31);
    expect(await states()).toEqual(['ok', 'ok', 'ok']);
    // The state stays small however long it runs.
    const [{ most } = { most: 99 }] = await sql.query(
      'select max(jsonb_array_length(samples)) as most from alerts.rules',
    );
    expect(Number(most)).toBeLessThanOrEqual(13);
    expect(Number(most)).toBeGreaterThan(6);
  });

  test('bad share: real events that are invalid', async () => {
    const bad = rule('bad_share', { percent: 50, minutes: 15, min_events: 4, of: 'rejected' });
    await alerts.addRule('acme', bad);
    await evaluate(0);
    const invalid = Array.from({ length: 3 }, () => ({ ...event(), payload: { event_type: ' ', page_url: '' } }));
    await sql.engine.store('acme', [...invalid, event()], { process: true });
    expect(await evaluate(1)).toEqual(['firing']);
    expect((await firings())[0]?.message).toBe(
      'Percent of the events of the last 15 minutes that were rejected: 75 (limit 50)',
    );
  });

  test('rate below and above: against the same hour of the last weeks', async () => {
    const hours = (weeks: number) => weeks * 168 + 1;
    // Twenty minutes after an hour.
    startMs = Math.floor(startMs / HOUR) * HOUR + HOUR + 20 * MINUTE;
    for (const week of [1, 2, 4]) await setHour(startMs, hours(week), 'page_view', 100 * week);
    await setHour(startMs, hours(1), 'signup', 33);
    const settings = { weeks: 4, min_events: 50 };
    const below = rule('rate_below', { ...settings, percent: 50 });
    const above = rule('rate_above', { ...settings, percent: 200 });
    // One week with such events is no baseline.
    const ofType = rule('rate_below', { ...settings, min_events: 1, percent: 50, event_type: 'signup' });
    const tooFew = rule('rate_below', { ...settings, min_events: 245, percent: 50 });
    for (const one of [below, above, ofType, tooFew]) await alerts.addRule('acme', one);
    const states = async () => Promise.all([below, above, ofType, tooFew].map(stateOf));
    // The third week had none, and does not count: 733 of three weeks are 244.3 an hour.
    await setHour(startMs, 1, 'page_view', 123);
    await evaluate(0);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
    await setHour(startMs, 1, 'page_view', 122);
    await evaluate(1);
    expect(await states()).toEqual(['firing', 'ok', 'ok', 'ok']);
    // Better than the limit, but not by a tenth.
    await setHour(startMs, 1, 'page_view', 130);
    await evaluate(2);
    await evaluate(8);
    expect(await states()).toEqual(['firing', 'ok', 'ok', 'ok']);
    await setHour(startMs, 1, 'page_view', 489);
    await evaluate(9);
    await evaluate(14);
    expect(await states()).toEqual(['ok', 'firing', 'ok', 'ok']);
    // The hour of now does not count before it is over.
    await setHour(startMs, 0, 'page_view', 1);
    expect(await evaluate(43)).toEqual([]);
    expect(await states()).toEqual(['ok', 'firing', 'ok', 'ok']);
  });

  test('rate below: an hour is the same time of day in the time zone, also when the clocks have changed between', async () => {
    // In Berlin the clocks went back on 25 October 2026. Wednesday, from 12:00 to 13:00: since then 11:00 in UTC.
    startMs = Date.parse('2026-10-28T12:10:00Z');
    const settings = { weeks: 2, min_events: 50, percent: 50 };
    const berlin = rule('rate_below', { ...settings, timezone: 'Europe/Berlin' });
    const utc = rule('rate_below', { ...settings, timezone: 'UTC' });
    for (const one of [berlin, utc]) await alerts.addRule('acme', one);
    await sql.query(`update alerts.rules set due_at = '-infinity'`);
    await setHour(startMs, 1, 'page_view', 90);
    for (const week of [1, 2]) {
      await setHour(startMs, week * 168 + 2, 'page_view', 100);
      await setHour(startMs, week * 168 + 1, 'page_view', 1_000);
    }
    await evaluate(0);
    expect(await stateOf(berlin)).toBe('ok');
    expect(await stateOf(utc)).toBe('firing');
    await setHour(startMs, 1, 'page_view', 40);
    await evaluate(1);
    expect((await firings()).map(({ message }) => message)).toContain(
      'Percent of the usual events in the hour from 2026-10-28 12:00 (Europe/Berlin): 40 (limit 50)',
    );
  });

  test('rate above: a week whose clocks left the hour out does not count', async () => {
    // On 29 March 2026 there was no time from 2:00 to 3:00 in Berlin; a week later that is 0:00 in UTC.
    startMs = Date.parse('2026-04-05T01:10:00Z');
    const settings = { weeks: 1, min_events: 1, percent: 200 };
    const berlin = rule('rate_above', { ...settings, timezone: 'Europe/Berlin' });
    const utc = rule('rate_above', { ...settings, timezone: 'UTC' });
    for (const one of [berlin, utc]) await alerts.addRule('acme', one);
    await sql.query(`update alerts.rules set due_at = '-infinity'`);
    await setHour(startMs, 1, 'page_view', 500);
    for (const hours of [168, 169, 170]) await setHour(startMs, hours, 'page_view', 10);
    await evaluate(0);
    expect(await stateOf(berlin)).toBe('ok');
    expect(await stateOf(utc)).toBe('firing');
  });

  test('a zone that the database does not know is refused, so that no evaluation fails', async () => {
    const settings = { percent: 50, weeks: 4, min_events: 20, timezone: 'Europe/Atlantis' };
    expect(await alerts.addRule('acme', rule('rate_below', settings))).toBe('unknown_zone');
    const known = rule('rate_below', { ...settings, timezone: 'Asia/Kolkata' });
    expect(await alerts.addRule('acme', known)).toBe('added');
    expect(await alerts.changeRule('acme', { ...known, settings: { ...known.settings, timezone: 'No/Zone' } })).toBe(
      'unknown_zone',
    );
    expect(await evaluate(0)).toEqual([]);
    expect((await alerts.findRules('acme', known.ruleId))[0]?.evaluated_at).not.toBeNull();
  });

  test('event quiet: counts from the end of the last hour with such an event', async () => {
    startMs = Math.floor(startMs / HOUR) * HOUR + HOUR;
    const quiet = rule('event_quiet', { event_type: 'signup', hours: 3 });
    await alerts.addRule('acme', quiet);
    await setHour(startMs, 1, 'signup', 1);
    await setHour(startMs, 0, 'page_view', 5);
    expect(await evaluate(0)).toEqual([]);
    expect(await evaluate(179)).toEqual([]);
    expect(await evaluate(180)).toEqual(['firing']);
    expect((await firings())[0]?.message).toBe('Hours without a "signup" event: 3 (limit 3)');
    await setHour(startMs, -3, 'signup', 1);
    expect(await evaluate(185)).toEqual([]);
    expect(await evaluate(190)).toEqual(['resolved']);
  });

  test('error spike: the errors of an hour against those of the day before', async () => {
    startMs = Math.floor(startMs / HOUR) * HOUR + HOUR + 5 * MINUTE;
    const spike = rule('error_spike', { percent: 300, min_events: 20 });
    await alerts.addRule('acme', spike);
    for (let hour = 2; hour <= 25; hour += 1) await setHour(startMs, hour, 'js_error', 10);
    await setHour(startMs, 26, 'js_error', 9_999);
    await setHour(startMs, 0, 'page_view', 9_999);
    await setHour(startMs, 1, 'js_error', 19);
    await setHour(startMs, 0, 'js_error', 29);
    expect(await evaluate(0)).toEqual([]);
    await setHour(startMs, 0, 'js_error', 30);
    expect(await evaluate(1)).toEqual(['firing']);
    await setHour(startMs, 0, 'js_error', 15);
    expect(await evaluate(2)).toEqual([]);
    expect(await evaluate(7)).toEqual(['resolved']);
  });

  test('a firing is acknowledged once, by the first, and still resolves by itself', async () => {
    const backlog = rule('set_aside_backlog', { events: 1 });
    await alerts.addRule('acme', backlog, 'cli:ann');
    await setCounters(10, 0, 5);
    await evaluate(0);
    const [open] = await alerts.findFirings('acme', { limit: 10, isOpen: true });
    const firingId = String(open?.firing_id);
    expect(await alerts.acknowledge('acme', firingId, 'cli:ann')).toMatchObject({
      state: 'acknowledged',
      acknowledged_by: 'cli:ann',
    });
    expect(await alerts.acknowledge('acme', firingId, 'cli:bob')).toMatchObject({ acknowledged_by: 'cli:ann' });
    expect(await alerts.acknowledge('beta', firingId, 'cli:bob')).toBeNull();
    expect(await stateOf(backlog)).toBe('acknowledged');
    await setCounters(10, 0, 0);
    await evaluate(1);
    expect(await evaluate(6)).toEqual(['resolved']);
    expect(await alerts.findFirings('acme', { limit: 10, isOpen: true })).toEqual([]);
    expect(await firings()).toMatchObject([{ state: 'resolved', acknowledged_by: 'cli:ann' }]);
    const trail = await sql.engine.operations.auditTrail('acme', { limit: 2 });
    expect(trail).toMatchObject([
      { action: 'alert_acknowledged', by: 'cli:ann', details: { firing: firingId } },
      { action: 'alert_rule_created', by: 'cli:ann', details: { rule: backlog.ruleId, kind: 'set_aside_backlog' } },
    ]);
  });

  test('a changed, turned off or deleted rule ends its firing, and tells so', async () => {
    const [one, two] = [nextId(), nextId()];
    await alerts.addDestination('acme', webhook(one));
    await alerts.addDestination('acme', webhook(two));
    const backlog = rule('set_aside_backlog', { events: 1 }, { destinationIds: [one] });
    const settings = { ...backlog.settings, events: 2 };
    expect(await alerts.addRule('acme', { ...backlog, destinationIds: [nextId()] })).toBe('unknown_destination');
    expect(await alerts.addRule('acme', backlog)).toBe('added');
    await setCounters(10, 0, 5);
    expect(await evaluate(0)).toEqual(['firing']);
    expect(await alerts.changeRule('acme', { ...backlog, name: 'Another name' })).toBe('changed');
    expect(await stateOf(backlog)).toBe('firing');
    expect(await alerts.changeRule('acme', { ...backlog, settings })).toBe('changed');
    expect(await evaluate(1)).toEqual(['firing']);
    expect(await alerts.changeRule('acme', { ...backlog, settings, isEnabled: false })).toBe('changed');
    expect(await evaluate(2)).toEqual([]);
    expect(await stateOf(backlog)).toBe('off');
    await alerts.changeRule('acme', { ...backlog, settings });
    expect(await evaluate(3)).toEqual(['firing']);
    expect(await alerts.deleteDestination('acme', one)).toBe('in_use');
    expect(await alerts.deleteRule('acme', backlog.ruleId)).toBe(true);
    expect(await alerts.deleteRule('acme', backlog.ruleId)).toBe(false);
    expect(await alerts.changeRule('acme', backlog)).toBe('unknown_rule');
    expect((await firings()).map(({ resolved_by }) => resolved_by)).toEqual([
      'rule_deleted',
      'rule_changed',
      'rule_changed',
    ]);
    const sent = await alerts.findDeliveries('acme', { limit: 10 });
    expect(sent.map((delivery) => delivery.event).sort()).toEqual([
      ...Array(3).fill('alert.firing'),
      ...Array(3).fill('alert.resolved'),
    ]);
    expect(new Set(sent.map(({ destination_id }) => destination_id))).toEqual(new Set([one]));
    expect(await alerts.deleteDestination('acme', one)).toBe('deleted');
    expect(await alerts.findDeliveries('acme', { limit: 10 })).toEqual([]);
  });

  test('only customers whose rules or deliveries are due have work', async () => {
    expect(await alerts.customersWithWork()).toEqual([]);
    const destinationId = nextId();
    await alerts.addDestination('beta', webhook(destinationId));
    const off = rule('lag', { seconds: 60 }, { isEnabled: false });
    await alerts.addRule('acme', off);
    expect(await alerts.customersWithWork()).toEqual([]);
    await alerts.addTestDelivery('beta', destinationId);
    expect(await alerts.customersWithWork()).toEqual(['beta']);
    await alerts.claimDeliveries('beta', 10);
    expect(await alerts.customersWithWork()).toEqual([]);
    await alerts.changeRule('acme', { ...off, isEnabled: true });
    expect(await alerts.customersWithWork()).toEqual(['acme']);
    await alerts.evaluate('acme');
    expect(await alerts.customersWithWork()).toEqual([]);
  });

  test('each customer may have 100 rules and 20 destinations', async () => {
    for (let n = 0; n < 100; n += 1) expect(await alerts.addRule('acme', rule('lag', { seconds: 60 }))).toBe('added');
    expect(await alerts.addRule('acme', rule('lag', { seconds: 60 }))).toBe('too_many');
    for (let n = 0; n < 20; n += 1) expect(await alerts.addDestination('acme', webhook(nextId()))).toBe('added');
    expect(await alerts.addDestination('acme', webhook(nextId()))).toBe('too_many');
    expect(await alerts.addRule('beta', rule('lag', { seconds: 60 }))).toBe('added');
  });

  test('a reset leaves nothing of the customer, and all of the others', async () => {
    for (const customer of ['acme', 'beta']) {
      await alerts.addDestination(customer, webhook(nextId()));
      await alerts.addRule(customer, rule('set_aside_backlog', { events: 1 }));
      await setCounters(10, 0, 5, customer);
      expect(await evaluate(0, customer)).toEqual(['firing']);
    }
    await sql.engine.reset('acme');
    for (const table of ['rules', 'firings', 'destinations', 'deliveries']) {
      expect
        .soft(await sql.query(`select tenant_hk = auth.tenant_hk('beta') as is_beta from alerts.${table}`), table)
        .toEqual([{ is_beta: true }]);
    }
  });
});
