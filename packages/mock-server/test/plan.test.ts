import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type } from 'arktype';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runPlan } from '../src/cli/runPlan.ts';
import { definePlan, type TrackingPlan } from '../src/plan/index.ts';
import { loadPlan } from '../src/plan/loadPlan.ts';
import { createMockServer } from '../src/testing.ts';
import { track } from './track.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const booked = {
  type: 'object',
  description: 'Somebody has an appointment.',
  properties: {
    value: { type: 'number', minimum: 0, description: 'In euros' },
    service: { enum: ['teeth', 'eyes'] },
    slots: { type: 'array', items: { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] } },
  },
  required: ['value'],
  additionalProperties: false,
} as const;

const plans: [string, TrackingPlan][] = [
  [
    'zod',
    definePlan({
      appointment_booked: z.strictObject({ value: z.number().min(0), service: z.enum(['teeth', 'eyes']).optional() }),
    }),
  ],
  [
    'valibot',
    definePlan({
      appointment_booked: v.strictObject({
        value: v.pipe(v.number(), v.minValue(0)),
        service: v.optional(v.picklist(['teeth', 'eyes'])),
      }),
    }),
  ],
  [
    'arktype',
    definePlan({ appointment_booked: type({ '+': 'reject', value: 'number >= 0', 'service?': "'teeth'|'eyes'" }) }),
  ],
  ['JSON Schema', definePlan({ appointment_booked: booked })],
];

describe.each(plans)('a plan in %s', (_name, plan) => {
  const pointersOf = (event_type: string, event_data: object) =>
    plan.check({ event_type, event_data: event_data as never }).map(({ rule, pointer }) => `${rule} ${pointer}`);

  test('accepts planned events with the SDK’s context', () => {
    expect(
      pointersOf('appointment_booked', { value: 120, service: 'eyes', session_id: 'sess_1', seq: 0, automated: true }),
    ).toEqual([]);
  });

  test('points at the wrong property', () => {
    expect(pointersOf('appointment_booked', { value: '120' })).toEqual(['plan_property /event_data/value']);
    expect(pointersOf('appointment_booked', {})).toEqual(['plan_property /event_data/value']);
    expect(pointersOf('appointment_booked', { value: -1, service: 'hair' })).toEqual([
      'plan_property /event_data/value',
      'plan_property /event_data/service',
    ]);
    expect(pointersOf('appointment_booked', { value: 1, valeu: 1 })).toHaveLength(1);
    expect(pointersOf('appointment_bookd', {})).toEqual(['plan_unknown_event /event_type']);
  });

  test('accepts the SDK’s automatic events', () => {
    expect(pointersOf('page_view', { title: 'Home' })).toEqual([]);
  });

  test('lists its properties', () => {
    expect(plan.events[0]?.properties.map(({ name, required }) => [name, required]).slice(0, 2)).toEqual(
      expect.arrayContaining([
        ['value', true],
        ['service', false],
      ]),
    );
  });
});

test('the pointer reaches nested properties', () => {
  const plan = definePlan({ appointment_booked: booked });
  expect(
    plan.check({ event_type: 'appointment_booked', event_data: { value: 1, slots: [{ day: 'mon' }, {}] } }),
  ).toEqual([{ rule: 'plan_property', pointer: '/event_data/slots/1/day', message: 'slots.1.day is missing' }]);
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'no schema',
    { a: 5 },
    'a is not a schema. Please give a JSON Schema object, or a schema of zod, valibot or arktype.',
  ],
  [
    'an unknown keyword',
    { a: { type: 'object', properties: { b: { minimun: 1 } } } },
    'a.b has the keyword "minimun", which is not supported. Please use type, properties,',
  ],
  ['an unknown type', { a: { type: 'text' } }, 'a has the type "text". Please use string, number,'],
  [
    'a requirement that is no property',
    { a: { properties: { b: {} }, required: ['c'] } },
    'a requires "c", which is not among its properties. Please use one of them: b.',
  ],
  ['a broken pattern', { a: { pattern: '(' } }, 'a has a pattern that is not a regular expression. Please correct it.'],
])('%s fails with what is allowed', (_what, schemas, message) => {
  expect(() => definePlan(schemas as never)).toThrow(`Failed to read the tracking plan: ${message}`);
});

describe('a server with a plan', () => {
  test('refuses unplanned events with a reason, and counts coverage', async () => {
    const plan = definePlan({
      appointment_booked: booked,
      newsletter_joined: { properties: { topic: { type: 'string' } } },
    });
    const coverageDir = join(folder, 'coverage');
    const server = await createMockServer({ port: false, plan, coverageDir });
    const refused = await track(server, {
      event_id: 'evt_1',
      event_type: 'appointment_booked',
      event_data: { value: 'much' },
    });
    expect([refused.status, await refused.json()]).toEqual([
      422,
      expect.objectContaining({
        error_code: 'INVALID_EVENT',
        message: 'event_data.value: value should be number, not string',
        detail: [
          { loc: ['body', 'event_data', 'value'], msg: 'value should be number, not string', type: 'plan_property' },
        ],
      }),
    ]);
    const batch = await track(server, [
      { event_id: 'evt_2', event_type: 'appointment_booked', event_data: { value: 120 } },
      { event_id: 'evt_3', event_type: 'appointment_cancelled' },
      { event_id: 'evt_4' },
    ]);
    expect(await batch.json()).toMatchObject({
      event_ids: ['evt_2', 'evt_4'],
      rejected: [{ index: 1, event_id: 'evt_3' }],
    });
    expect(await server.rejected()).toMatchObject([
      { event_id: 'evt_1', reason: { rule: 'plan_property', pointer: '/event_data/value' } },
      { event_id: 'evt_3', reason: { rule: 'plan_unknown_event', pointer: '/event_type' } },
    ]);
    await server.reset();
    expect(server.coverage()).toMatchObject({
      events: [
        {
          type: 'appointment_booked',
          count: 1,
          properties: [
            { name: 'value', count: 1 },
            { name: 'service', count: 0 },
            { name: 'slots', count: 0 },
          ],
        },
        { type: 'newsletter_joined', count: 0 },
      ],
      unplanned: [{ type: 'appointment_cancelled', count: 1 }],
      violations: [{ type: 'appointment_booked', pointer: '/event_data/value', count: 1 }],
    });
    await server.close();
  });
});

describe('onevault-mock-server plan', () => {
  async function run(...args: string[]): Promise<{ printed: string; error: string | null }> {
    const printed: string[] = [];
    const terminal = { print: (text: string) => void printed.push(text), error: () => {}, toMessage: String };
    const error = await runPlan(args, {}, terminal).then(
      () => null,
      (reason: Error) => reason.message,
    );
    return { printed: printed.join('\n'), error };
  }
  let file: string;
  beforeAll(() => {
    file = join(folder, 'plan.json');
    writeFileSync(
      file,
      JSON.stringify({ appointment_booked: booked, newsletter_joined: { properties: { topic: { type: 'string' } } } }),
    );
  });

  test('check reports a valid plan, and the error of an invalid one', async () => {
    expect(await run('check', '--plan', file)).toEqual({ printed: 'The plan is valid: 2 events.', error: null });
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"a":{"type":"text"}}');
    expect((await run('check', '--plan', broken)).error).toContain(
      '[OneVault] Failed to read the tracking plan: a has the type "text".',
    );
    expect((await run('check', '--plan', join(folder, 'none.json'))).error).toContain('does not exist');
    expect((await run('explode')).error).toContain('plan explode is unknown. Try plan check, plan types, plan docs.');
  });

  test('check prints the coverage of a run as a table, and fails for unplanned events', async () => {
    const { printed, error } = await run('check', '--plan', file, '--coverage', join(folder, 'coverage'));
    expect(printed).toMatchInlineSnapshot(`
      "    event               seen  properties
        ~ appointment_booked     1  1/3         never: service, slots
        ✗ newsletter_joined      0  0/1

        Not in the plan
          appointment_cancelled (1)

        Violations of the plan
          appointment_booked /event_data/value: value should be number, not string (1)

        1 of 2 events, 1 of 4 properties: 33 %"
    `);
    expect(error).toMatchInlineSnapshot(
      `"[OneVault] Failed to keep the tracking plan: 1 event types are not in the plan; 1 properties break the plan. Try planning, testing or removing each."`,
    );
  });

  test('check compares with the coverage of another run', async () => {
    const before = join(folder, 'before.json');
    const after = join(folder, 'after.json');
    const json = JSON.parse(
      (await run('check', '--plan', file, '--coverage', join(folder, 'coverage'), '--json')).printed,
    );
    writeFileSync(before, JSON.stringify({ ...json, unplanned: [], violations: [] }));
    const [appointment, newsletter] = json.events;
    writeFileSync(
      after,
      JSON.stringify({
        events: [
          { ...appointment, count: 0, properties: appointment.properties.map((one: object) => ({ ...one, count: 0 })) },
          { ...newsletter, count: 2 },
        ],
        unplanned: [{ type: 'surprise', count: 1 }],
        violations: [],
      }),
    );
    const { printed, error } = await run(
      'check',
      '--plan',
      file,
      '--coverage',
      after,
      '--baseline',
      before,
      '--min',
      '50',
    );
    expect(printed).toMatchInlineSnapshot(`
      "    event               seen  properties
        ✗ appointment_booked     0  0/3
        ~ newsletter_joined      2  0/1         never: topic

        Not in the plan
          surprise (1)

        1 of 2 events, 0 of 4 properties: 16 %

        No longer covered
          - appointment_booked
          - appointment_booked.value

        Newly covered
          + newsletter_joined

        New and not in the plan
          ! surprise"
    `);
    expect(error).toMatchInlineSnapshot(
      `"[OneVault] Failed to keep the tracking plan: 1 event types are not in the plan; 16 % is less than --min 50; appointment_booked, appointment_booked.value of the baseline is no longer covered. Try planning, testing or removing each."`,
    );
  });

  test('types and docs print the plan as TypeScript and Markdown', async () => {
    expect((await run('types', '--plan', file)).printed).toMatchInlineSnapshot(`
      "// Made by \`onevault-mock-server plan types\`. Change the tracking plan, not this file.

      export interface Plan {
        /** Somebody has an appointment. */
        appointment_booked: {
          /** In euros */
          value: number;
          service?: "teeth" | "eyes";
          slots?: Array<{
            day: string;
          }>;
        };
        newsletter_joined: {
          topic?: string;
        };
      }"
    `);
    const out = join(folder, 'PLAN.md');
    await run('docs', '--plan', file, '--out', out);
    expect(readFileSync(out, 'utf8')).toMatchInlineSnapshot(`
      "# Tracking plan

      ## appointment_booked

      Somebody has an appointment.

      | property | type | required | |
      | --- | --- | --- | --- |
      | \`value\` | number | yes | In euros; at least 0 |
      | \`service\` | "teeth" \\| "eyes" | no |  |
      | \`slots\` | Array<{ day: string; }> | no |  |

      ## newsletter_joined

      | property | type | required | |
      | --- | --- | --- | --- |
      | \`topic\` | string | no |  |
      "
    `);
  });

  test('check reads the coverage of a running server', async () => {
    const server = await createMockServer({ plan: await loadPlan(file) });
    await track(server, { event_type: 'newsletter_joined', event_data: { topic: 'news' } });
    const { printed, error } = await run('check', '--plan', file, '--coverage', server.url);
    expect([printed, error]).toEqual([expect.stringContaining('✓ newsletter_joined'), null]);
    await server.close();
    const without = await createMockServer();
    expect((await run('check', '--plan', file, '--coverage', without.url)).error).toContain('has no coverage');
    await without.close();
  });
});
