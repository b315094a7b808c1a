/**
 * Two tests with random payloads. `describeProperties`: an engine keeps its promises for any payload.
 * `describeDifferential`: two engines give the same result, field by field; docs/pipeline.md is implemented twice, and
 * this test finds sentences that were understood differently.
 */

import type { Engine, RawEvent, StagedEvent, StoredEvent } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventContent, eventContent } from './payloadArbitrary.ts';

export interface RandomOptions {
  /** Number of batches of up to 20 events. */
  runs: number;
  /** The same seed gives the same batches. */
  seed: number;
}

const batch = fc.array(eventContent, { minLength: 1, maxLength: 20 });

export function describeProperties(name: string, createEngine: () => Promise<Engine>, options: RandomOptions): void {
  describe(`random events: ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await createEngine();
    });
    afterAll(async () => {
      await engine?.close();
    });

    test(
      'each ends in business or is rejected, with a score from 0 to 1, and twice is once',
      async () => {
        await fc.assert(
          fc.asyncProperty(batch, fc.boolean(), async (contents, process) => {
            const { customerId, events, stored, staged } = await run(engine, contents, process);
            expect(stored).toHaveLength(events.length);
            expect(staged.map(({ event_id }) => event_id)).toEqual(events.map(({ eventId }) => eventId));
            for (const [index, row] of staged.entries()) {
              const data = JSON.parse(JSON.stringify(events[index]?.payload.event_data ?? {})) as unknown;
              expect(row.event_data).toEqual(data);
              expect(row.stage).toBe(row.validation_status === 'INVALID' ? 'rejected' : 'business');
              expect(row.quality_score).toBeGreaterThanOrEqual(0);
              expect(row.quality_score).toBeLessThanOrEqual(1);
              expect(row.quality_score === 0).toBe(row.validation_status === 'INVALID');
              expect(row.quality_score).toBe(Number(row.quality_score.toFixed(2)));
            }
            const invalid = staged.filter(({ stage }) => stage === 'rejected').length;
            const counts = await engine.counts(customerId);
            expect(counts).toMatchObject({
              total: events.length,
              rawPending: 0,
              stagingPending: 0,
              staged: events.length - invalid,
              loaded: events.length - invalid,
              rejected: invalid,
            });

            const again = await engine.store(customerId, events, { process: true });
            expect(again.every(({ duplicate }) => duplicate)).toBe(true);
            await engine.process(customerId);
            expect(await engine.stagedEvents(customerId)).toEqual(staged);
            expect(await engine.counts(customerId)).toEqual(counts);
          }),
          toParameters(options),
        );
      },
      timeoutMs(options),
    );
  });
}

export function describeDifferential(
  name: string,
  createEngineA: () => Promise<Engine>,
  createEngineB: () => Promise<Engine>,
  options: RandomOptions,
): void {
  describe(`random events: ${name}`, () => {
    let engines: [Engine, Engine] | undefined;
    beforeAll(async () => {
      engines = [await createEngineA(), await createEngineB()];
    });
    afterAll(async () => {
      for (const engine of engines ?? []) await engine.close();
    });

    test(
      'both engines give the same result',
      async () => {
        const [a, b] = engines ?? [];
        if (a === undefined || b === undefined) throw new Error('the engines did not start');
        await fc.assert(
          fc.asyncProperty(batch, async (contents) => {
            const inA = await run(a, contents, true);
            const inB = await run(b, contents, true);
            expect(withoutTimes(inB)).toEqual(withoutTimes(inA));
            compareTimes(inA, inB);
          }),
          toParameters(options),
        );
      },
      timeoutMs(options),
    );
  });
}

interface Outcome {
  customerId: string;
  events: RawEvent[];
  stored: StoredEvent[];
  staged: StagedEvent[];
}

let tenants = 0;

/** Each batch gets its own customer. */
async function run(engine: Engine, contents: EventContent[], process: boolean): Promise<Outcome> {
  tenants += 1;
  const customerId = `random-${tenants}`;
  await engine.upsertCustomer(customerId);
  const events = contents.map(
    (content, index): RawEvent => ({ eventId: `evt_random-${index}`, clientIpHash: null, ...content }),
  );
  const stored = await engine.store(customerId, events, { process });
  if (!process) await engine.process(customerId);
  return { customerId, events, stored, staged: await engine.stagedEvents(customerId) };
}

/** Everything except the times, which `compareTimes` compares. */
function withoutTimes({ stored, staged }: Outcome): unknown {
  return {
    stored: stored.map(({ status, reason, duplicate }) => ({ status, reason, duplicate })),
    staged: staged.map(({ event_timestamp: _, ...row }) => row),
  };
}

/** Arrival times differ between the engines: an event's time is equal in both, or equally long before its arrival. */
function compareTimes(a: Outcome, b: Outcome): void {
  for (const [index, inA] of a.staged.entries()) {
    const timeInA = inA.event_timestamp;
    const timeInB = b.staged[index]?.event_timestamp ?? '';
    if (timeInA === timeInB) continue;
    const waitedInA = toMicros(a.stored[index]?.receivedAt ?? '') - toMicros(timeInA);
    const waitedInB = toMicros(b.stored[index]?.receivedAt ?? '') - toMicros(timeInB);
    expect(waitedInB, `event_timestamp of ${JSON.stringify(a.events[index])}`).toBe(waitedInA);
  }
}

function toMicros(timestamp: string): bigint {
  return BigInt(Date.parse(timestamp)) * 1_000n + BigInt(timestamp.slice(-4, -1));
}

function toParameters({ runs, seed }: RandomOptions) {
  return { numRuns: runs, seed };
}

/** A batch takes 10 to 60 ms; a run of thousands must not time out. */
const timeoutMs = ({ runs }: RandomOptions) => 30_000 + runs * 500;
