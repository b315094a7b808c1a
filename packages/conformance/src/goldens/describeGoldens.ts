/**
 * Events in JSON, with the expected rows by the rules of docs/pipeline.md. Every engine must produce them, also when it
 * processes twice. Fields that a golden does not name are not compared.
 *
 * Placeholders in events and rows stand for values that cannot be written down:
 * - `{"$now_minus_s": 60}`: a timestamp 60 s before the golden is stored (negative: after);
 * - `{"$received_minus_s": 60}`: in rows, a timestamp 60 s before the event's arrival;
 * - `{"$repeat": ["x", 500]}`, `{"$concat": [...]}`: long texts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonValue } from '@onevault/contract';
import type { Engine, Enrichment, RawEvent, StagedEvent } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The business keys in each hub of a customer. */
export type HubKeys = Record<'session' | 'visitor' | 'page' | 'item', string[]>;

interface Golden {
  about: string;
  user_agent: string | null;
  enrichment: Enrichment | null;
  events: JsonValue[];
  /** One entry per event: the fields of its StagedEvent to compare. */
  staged: Record<string, JsonValue>[];
  hubs?: Partial<HubKeys>;
}

const DIRECTORY = new URL('./', import.meta.url);

/** Runs every golden against one engine, each with its own customer. */
export function describeGoldens<E extends Engine>(
  name: string,
  createEngine: () => Promise<E>,
  readHubs?: (engine: E, customerId: string) => Promise<HubKeys>,
): void {
  describe(`goldens: ${name}`, () => {
    let engine: E;
    beforeAll(async () => {
      engine = await createEngine();
    });
    afterAll(async () => {
      await engine?.close();
    });

    test.each(listGoldens())('%s', async (file) => {
      const golden = readGolden(file);
      const customerId = `golden-${file}`;
      await engine.upsertCustomer(customerId);
      const mark = await engine.mark(customerId);
      const events = golden.events.map((event, index): RawEvent => {
        const payload = resolve(event, { now: mark }) as RawEvent['payload'];
        const { user_agent: userAgent, enrichment } = golden;
        return { eventId: `evt_${file}-${index}`, payload, clientIpHash: null, userAgent, enrichment };
      });

      const stored = await engine.store(customerId, events, { process: false });
      await engine.process(customerId);
      const expected = golden.staged.map((row, index) => {
        const received = stored[index]?.receivedAt;
        if (received === undefined) throw new Error(`golden ${file} has more rows than events`);
        return resolve(row, { now: mark, received }) as Record<string, JsonValue>;
      });
      expect(expected).toHaveLength(events.length);
      const found = await engine.stagedEvents(customerId);
      compare(found, expected, events);

      await engine.process(customerId);
      await engine.store(customerId, events, { process: true });
      expect(await engine.stagedEvents(customerId)).toEqual(found);

      if (golden.hubs !== undefined && readHubs !== undefined) {
        const hubs = await readHubs(engine, customerId);
        for (const [hub, keys] of Object.entries(golden.hubs)) {
          const wanted = keys.map((key) => resolve(key, { now: mark }) as string);
          expect([...hubs[hub as keyof HubKeys]].sort(), `hub ${hub}`).toEqual(wanted.sort());
        }
      }
    });
  });
}

function listGoldens(): string[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

function readGolden(file: string): Golden {
  return JSON.parse(readFileSync(new URL(`${file}.json`, DIRECTORY), 'utf8')) as Golden;
}

/** One comparison per golden, so that a failure shows every differing row with its event. */
function compare(found: StagedEvent[], expected: Record<string, JsonValue>[], events: RawEvent[]): void {
  expect(found.map((row) => row.event_id)).toEqual(events.map((event) => event.eventId));
  const side = (row: (index: number) => Record<string, unknown>) =>
    expected.map((wanted, index) => ({
      event: shorten(JSON.stringify(events[index]?.payload)),
      row: Object.fromEntries(Object.keys(wanted).map((field) => [field, row(index)[field]])),
    }));
  expect(side((index) => ({ ...found[index] }))).toEqual(side((index) => expected[index] ?? {}));
}

const shorten = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

function resolve(value: JsonValue, times: { now: string; received?: string }): JsonValue {
  if (Array.isArray(value)) return value.map((item) => resolve(item, times));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [placeholder, argument] = entries[0] ?? [];
  if (entries.length === 1) {
    if (placeholder === '$now_minus_s') return secondsBefore(times.now, Number(argument));
    if (placeholder === '$received_minus_s') return secondsBefore(times.received ?? '', Number(argument));
    if (placeholder === '$repeat') {
      const [text, count] = argument as [string, number];
      return text.repeat(count);
    }
    if (placeholder === '$concat') return (resolve(argument as JsonValue[], times) as string[]).join('');
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, times)]));
}

/** Timestamps of engines have six decimals, so this result has too. */
function secondsBefore(timestamp: string, seconds: number): string {
  const micros = BigInt(Date.parse(timestamp)) * 1_000n + BigInt(timestamp.slice(-4, -1));
  const before = micros - BigInt(Math.round(seconds * 1_000_000));
  const ms = before / 1_000n;
  return `${new Date(Number(ms)).toISOString().slice(0, -1)}${String(before % 1_000n).padStart(3, '0')}Z`;
}
