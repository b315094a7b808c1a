import type { Alerts, CountGoals, NewAlertRule } from '@onevault/server/internal/engine/port';
import { QueryTimedOut } from '@onevault/server/internal/engine/port';
import { createCountGoals } from '@onevault/server/internal/service/alerts/createCountGoals';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { event } from '../../src/suites/event.ts';
import { HOUR, MINUTE, nextId, rule, webhook } from './alertKit.ts';

describe.each(ONE_SQL_KIND)('alerts about goals (%s)', (kind) => {
  let sql: OpenSql;
  let alerts: Alerts;
  let countGoals: CountGoals;
  let startMs: number;
  beforeAll(async () => {
    sql = await openSql(kind);
    ({ alerts } = sql.engine.operations);
    countGoals = createCountGoals(sql.engine.operations);
    for (const customer of ['acme', 'beta']) await sql.engine.upsertCustomer(customer);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    await sql.engine.reset('acme');
    await sql.engine.reset('beta');
    // Events of the future would count as those of a wrong clock.
    startMs = Date.now() - 4 * HOUR;
  });

  const at = (minutes: number) => new Date(startMs + minutes * MINUTE).toISOString();
  /** Counts and evaluates as the worker does, so many minutes after the start. */
  const evaluate = async (minutes: number, customer = 'acme') => {
    const now = { now: at(minutes) };
    const goals = await countGoals(customer, now);
    return (await alerts.evaluate(customer, { ...now, goals })).map(({ state }) => state);
  };
  const addGoal = async (name = 'Signup', filters = ['event:is:signup'], customer = 'acme') => {
    const id = nextId();
    await sql.engine.operations.saved.addDefinition(customer, {
      kind: 'goal',
      id,
      name,
      body: { filters, revenue: null },
    });
    return id;
  };
  const addRule = async (settings: NewAlertRule['settings'], customer = 'acme') => {
    const made = rule('goal', { conversions: 1, minutes: 60, ...settings });
    expect(await alerts.addRule(customer, made)).toBe('added');
    await makeDue();
    return made;
  };
  const makeDue = () => sql.query('update alerts.rules set due_at = $1', [at(-60)]);
  /** An event that happened so many minutes after the start. */
  const send = (minutes: number, type = 'signup', customer = 'acme', data: object = {}) =>
    sql.engine.store(
      customer,
      [
        event({
          event_type: type,
          event_data: { session_id: 'sess_1', visitor_id: 'visitor_1', timestamp: at(minutes), ...data },
        }),
      ],
      { process: true },
    );
  const firings = () => alerts.findFirings('acme', { limit: 10 });

  test('fires once when the goal is reached, and resolves when the window has passed', async () => {
    await alerts.addDestination('acme', webhook(nextId()));
    await addRule({ goal_id: await addGoal() });
    expect(await evaluate(0)).toEqual([]);
    await send(0, 'page_view');
    expect(await evaluate(1)).toEqual([]);
    await send(1);
    expect(await evaluate(2)).toEqual(['firing']);
    await send(1.5);
    for (const minute of [3, 4, 60]) expect(await evaluate(minute)).toEqual([]);
    expect(await evaluate(62)).toEqual([]);
    expect(await evaluate(67)).toEqual(['resolved']);
    expect(await firings()).toMatchObject([
      {
        state: 'resolved',
        resolved_by: 'itself',
        kind: 'goal',
        value: 1,
        threshold: 1,
        message: 'Conversions of "Signup" in the last 60 minutes: 0 (limit 1)',
      },
    ]);
    const sent = await alerts.findDeliveries('acme', { limit: 10 });
    expect(sent.map((one) => one.event)).toEqual(['alert.resolved', 'alert.firing']);
    await send(70);
    expect(await evaluate(71)).toEqual(['firing']);
  });

  test('counts as the question of goals does: all filters, no bots and no internal traffic, enough of them', async () => {
    await addRule({ goal_id: await addGoal('Pro', ['event:is:signup', 'prop.plan:is:pro']), conversions: 2 });
    await send(0, 'signup', 'acme', { plan: 'pro' });
    await send(0.1, 'signup', 'acme', { plan: 'free' });
    await send(0.2, 'signup', 'acme', { plan: 'pro', internal: true });
    expect(await evaluate(1)).toEqual([]);
    await send(0.3, 'signup', 'acme', { plan: 'pro' });
    expect(await evaluate(2)).toEqual(['firing']);
    expect(await firings()).toMatchObject([{ value: 2, threshold: 2 }]);
  });

  test('rules about several goals and windows are counted each by its own', async () => {
    const [signup, order] = [await addGoal(), await addGoal('Order', ['event:is:order'])];
    await send(-30);
    await send(-5, 'order');
    const rules = [
      await addRule({ goal_id: signup, minutes: 10 }),
      await addRule({ goal_id: signup }),
      await addRule({ goal_id: order, minutes: 10 }),
      await addRule({ goal_id: order, conversions: 2 }),
    ];
    expect(await countGoals('acme', { now: at(0) })).toEqual({
      [rules[0]?.ruleId as string]: { goal: 'Signup', conversions: 0 },
      [rules[1]?.ruleId as string]: { goal: 'Signup', conversions: 1 },
      [rules[2]?.ruleId as string]: { goal: 'Order', conversions: 1 },
      [rules[3]?.ruleId as string]: { goal: 'Order', conversions: 1 },
    });
    expect(await evaluate(1)).toEqual(['firing', 'firing']);
    // All of them have been evaluated: nothing is due, and nothing is counted.
    expect(await countGoals('acme', { now: at(1.5) })).toEqual({});
  });

  test('two customers never meet', async () => {
    const theirs = await addGoal('Signup', ['event:is:signup'], 'beta');
    await addRule({ goal_id: theirs }, 'beta');
    // As no endpoint would take it: the goal of another customer is unknown.
    const stray = await addRule({ goal_id: theirs });
    await send(0, 'signup', 'acme');
    expect(await evaluate(1, 'beta')).toEqual([]);
    expect(await countGoals('acme', { now: at(1) })).toEqual({ [stray.ruleId]: { goal: null, conversions: null } });
    expect(await evaluate(1)).toEqual([]);
    await send(2, 'signup', 'beta');
    expect(await evaluate(3)).toEqual([]);
    expect(await evaluate(3, 'beta')).toEqual(['firing']);
  });

  test('a goal that a rule is about cannot be deleted; a rule without its goal resolves, and says why', async () => {
    const { saved } = sql.engine.operations;
    const goal = await addGoal();
    const made = await addRule({ goal_id: goal, resolve_minutes: 0 });
    await send(0);
    expect(await evaluate(1)).toEqual(['firing']);
    expect(await saved.deleteDefinition('acme', 'goal', goal)).toBe('in_use');
    await alerts.changeRule('acme', { ...made, isEnabled: false });
    expect(await saved.deleteDefinition('acme', 'goal', goal)).toBe('in_use');
    await alerts.changeRule('acme', made);
    await makeDue();
    expect(await evaluate(2)).toEqual(['firing']);
    // The race of both: the goal was found, then it was deleted, then the rule was stored.
    await sql.query(`delete from saved.definitions where tenant_hk = auth.tenant_hk('acme')`);
    expect(await evaluate(3)).toEqual(['resolved']);
    expect((await firings())[0]).toMatchObject({
      state: 'resolved',
      message: 'The goal of the rule is deleted. Conversions: unknown (limit 1)',
    });
    await alerts.deleteRule('acme', made.ruleId);
    expect(await saved.deleteDefinition('acme', 'goal', await addGoal())).toBe('deleted');
  });

  test('a question that takes too long leaves the rule as it is, and the other rules are evaluated', async () => {
    const { saved } = sql.engine.operations;
    const counted = await addRule({ goal_id: await addGoal() });
    await send(0);
    expect(await evaluate(1)).toEqual(['firing']);
    const backlog = rule('set_aside_backlog', { events: 1 });
    await alerts.addRule('acme', backlog);
    await sql.query('update alerts.rules set due_at = $1 where kind = $2', [at(0), backlog.kind]);
    await sql.query(
      `insert into totals.pipeline_counters (tenant_hk, slot, staging_failed) values (auth.tenant_hk('acme'), 99, 1)`,
    );
    const slow = createCountGoals({
      alerts,
      saved,
      analytics: () => Promise.reject(new QueryTimedOut('too slow')),
    });
    const now = { now: at(120) };
    const goals = await slow('acme', now);
    expect(goals).toEqual({ [counted.ruleId]: { goal: 'Signup', conversions: null } });
    expect(await alerts.evaluate('acme', { ...now, goals })).toMatchObject([{ rule_id: backlog.ruleId }]);
    expect(await alerts.findRules('acme', counted.ruleId)).toMatchObject([{ state: 'firing' }]);
    // Not again at once.
    expect(await countGoals('acme', { now: at(120.5) })).toEqual({});
    await expect(
      createCountGoals({ alerts, saved, analytics: () => Promise.reject(new Error('away')) })('acme', {
        now: at(122),
      }),
    ).rejects.toThrow('away');
  });

  test('a rule that nobody has counted stays due', async () => {
    const made = await addRule({ goal_id: await addGoal() });
    await send(0);
    expect(await alerts.evaluate('acme', { now: at(1) })).toEqual([]);
    expect(await alerts.findDueGoals('acme', { now: at(1) })).toMatchObject([{ rule_id: made.ruleId, minutes: 60 }]);
    expect(await evaluate(1)).toEqual(['firing']);
  });

  test('a long window is counted less often: a sixtieth of it', async () => {
    await addRule({ goal_id: await addGoal(), minutes: 1_440 });
    expect(await evaluate(0)).toEqual([]);
    expect(await alerts.findDueGoals('acme', { now: at(23) })).toEqual([]);
    expect(await alerts.findDueGoals('acme', { now: at(24) })).toHaveLength(1);
  });

  test('many workers at once: one firing', async () => {
    await addRule({ goal_id: await addGoal() });
    await send(0);
    const changes = await Promise.all(Array.from({ length: 8 }, () => evaluate(1)));
    expect(changes.flat()).toEqual(['firing']);
    expect(await firings()).toHaveLength(1);
  });
});
