import type { Engine, StageChange } from '@onevault/server/internal/engine/port';
import { event, nextNumber } from './event.ts';

const END = 'evt_end_';
const MAX_CALLS = 1_000;

/** The place of now, when nothing is being stored. */
export async function readPlace(engine: Engine, customerId: string): Promise<string> {
  const { next } = await engine.stageChanges(customerId, { after: null, marks: [], limit: 1 });
  if (next === null) throw new Error('Somebody is storing events of this customer');
  return next;
}

/** Everything after a place: stores one more event, which is not returned, and reads until it comes. */
export async function readChanges(
  engine: Engine,
  customerId: string,
  after: string,
  limit = 200,
): Promise<{ changes: StageChange[]; place: string; calls: number }> {
  const eventId = `${END}${nextNumber()}`;
  await engine.store(customerId, [{ ...event(), eventId }], { process: true });
  const changes: StageChange[] = [];
  let place = after;
  for (let calls = 1; calls < MAX_CALLS; calls += 1) {
    const page = await engine.stageChanges(customerId, { after: place, marks: [], limit });
    changes.push(...page.changes);
    place = page.next ?? place;
    if (changes.some((change) => change.event.event_id === eventId)) {
      return { changes: changes.filter((change) => !change.event.event_id.startsWith(END)), place, calls };
    }
  }
  throw new Error(`Not found after ${after} in ${MAX_CALLS} calls; the last place is ${place}`);
}

export const told = (changes: StageChange[]): string[] =>
  changes.map(({ event: { event_id, stage } }) => `${event_id} ${stage}`);
