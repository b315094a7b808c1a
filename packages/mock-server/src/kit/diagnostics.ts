/** Messages that tell a test why a wait or a barrier failed, and what it left behind. */
import type { Engine } from '@onevault/server/internal/engine/port';
import type { ActiveFault } from '../faults/fault.ts';
import { describeNearest, describeWanted } from './compare/describeNearest.ts';
import type { Wanted } from './compare/isWanted.ts';
import type { TestCustomer } from './testCustomer.ts';

const MAX_EVENTS = 10_000;
const MAX_LISTED = 5;

/** Why a barrier did not pass: lists the pending events. */
export async function explainUnsettled(
  engine: Engine,
  customerId: string,
  { pending, timeoutMs }: { pending: number; timeoutMs: number },
): Promise<string> {
  const waiting = (await listPending(engine, customerId)).map((line) => `  ${line}`).join('\n');
  return (
    `Failed to settle: ${countOf(pending, 'event')} of customer "${customerId}" still on the way after ${timeoutMs} ms. ` +
    `Please look for a fault that stops them, or wait longer with settled({ timeoutMs }):\n${waiting}`
  );
}

/** What a test left behind: one sentence each. */
export async function listLeftovers(
  engine: Engine,
  customerId: string,
  faults: readonly ActiveFault[],
): Promise<string[]> {
  const pending = await listPending(engine, customerId);
  return [
    ...pending.map((line) => `unsettled event ${line} of customer "${customerId}"`),
    ...faults.flatMap(describeUnmet),
  ];
}

/** One sentence about a fault that no request met; empty if one did. */
export function describeUnmet({ id, seen, hit, ...fault }: ActiveFault): string[] {
  if (hit > 0) return [];
  return [
    `fault ${JSON.stringify(fault)} that no request met (${countOf(seen, 'request')} matched, none of them was due)`,
  ];
}

/** Why a wait timed out: lists what arrived instead. */
export async function explainMissing(
  customer: Pick<TestCustomer, 'customerId' | 'events' | 'rejected'>,
  { count, timeoutMs, ...wanted }: Wanted & { count: number; timeoutMs: number },
  found: number,
): Promise<string> {
  const candidates = { events: await customer.events({ stage: 'any' }), rejected: await customer.rejected() };
  return (
    `Failed to see ${describeWanted(wanted)}: ${found} of ${count} arrived within ${timeoutMs} ms ` +
    `at customer "${customer.customerId}". Please compare with the nearest:\n\n${describeNearest(wanted, candidates)}`
  );
}

async function listPending(engine: Engine, customerId: string): Promise<string[]> {
  const rows = (await engine.recentEvents(customerId, MAX_EVENTS)).filter(
    (row) => row.business_status === '⏳ Pending',
  );
  const lines = rows
    .slice(0, MAX_LISTED)
    .map((row) => `${row.event_id} ${row.raw_event_type} (${row.staging_status === 'PENDING' ? 'raw' : 'staging'})`);
  return rows.length > MAX_LISTED ? [...lines, `… and ${rows.length - MAX_LISTED} more`] : lines;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
