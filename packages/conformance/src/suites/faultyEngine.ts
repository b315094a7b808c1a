import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { expect } from 'vitest';
import { event, nextNumber } from './event.ts';

/** An engine that fails to load events whose id begins with `evt_fault`. */
export interface FaultyEngine {
  engine: Engine;
  /** From now on these events can be loaded. */
  heal(): Promise<void>;
  /** Advances the time, so that retries become due. */
  advance(ms: number): Promise<void>;
}

export function faultyEvent(): RawEvent {
  return { ...event(), eventId: `evt_fault${nextNumber()}` };
}

export async function expectSetAside(engine: Engine, customerId: string, eventId: string): Promise<void> {
  const found = await engine.findEvent(customerId, eventId);
  expect(found).toMatchObject({
    stage: 'set_aside',
    layers: { staging: { validation_status: 'VALID' }, business: null },
    reason: { rule: 'processing_failed', pointer: '' },
  });
  expect(found?.reason?.message).not.toBe('');
  expect(found?.reason?.message).not.toMatch(/\n\s+at /);
}
