import type { EventReply } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { definePlan } from '@onevault/mock-server/internal/plan/index';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const PLAN = definePlan({
  order: { type: 'object', properties: { value: { type: 'number' } }, required: ['value'] },
});

describe.each(['memory', 'pglite'] as const)('the plan in the detail of an event (%s)', (kind) => {
  test('says how an event breaks it that was stored before, and nothing without a plan', async () => {
    const engine = kind === 'memory' ? kind : await openEngine(kind);
    const before = await createMockServer({ engine });
    const track = (url: string, event_id: string, value: unknown) =>
      ask(`${url}/api/v1/track`, { body: { event_id, event_type: 'order', event_data: { value } } });
    await track(before.url, 'evt_unlike', 'free');
    const planned = await createMockServer({ engine: before.engine, plan: PLAN });
    await track(planned.url, 'evt_planned', 42);

    const contentOf = async (url: string, id: string) => {
      const { body } = await ask(`${url}/api/v1/track/events/${id}?include=content`);
      expectSchema(schemas.EventReplySchema, body);
      return (body as unknown as EventReply).event.content;
    };
    expect((await contentOf(planned.url, 'evt_planned'))?.plan_violations).toEqual([]);
    expect((await contentOf(planned.url, 'evt_unlike'))?.plan_violations).toEqual([
      { rule: 'plan_property', pointer: '/event_data/value', message: 'value should be number, not string' },
    ]);
    expect(await contentOf(before.url, 'evt_unlike')).not.toHaveProperty('plan_violations');
    await planned.close();
    await before.close();
    if (typeof engine !== 'string') await engine.close();
  });
});
