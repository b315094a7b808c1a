import { PROCESS_BATCH_EVENTS, TooMuchAtOnce } from '../port.ts';
import { type Row, sqlStateOf } from './connection.ts';
import type { Statements } from './createStatements.ts';
import { OUT_OF_MEMORY } from './toUnavailable.ts';

/** The maximum of transactions for one batch of large events, so that other customers get their turn. */
const MAX_PORTIONS = 10;

/**
 * Processes up to `PROCESS_BATCH_EVENTS` waiting events of a customer, in as many transactions as their size needs. If a
 * portion is too much for the database, the next one is smaller; an event that needs too much memory alone is set aside.
 * Resolves with whether more events may wait.
 *
 * @param add adds the counts of a portion to the totals, and returns its number of events.
 */
export async function processBatch(
  { one }: Pick<Statements, 'one'>,
  customerId: string,
  add: (row: Row) => number,
): Promise<boolean> {
  let left = PROCESS_BATCH_EVENTS;
  let limit = PROCESS_BATCH_EVENTS;
  for (let portion = 0; portion < MAX_PORTIONS && left > 0; portion += 1) {
    try {
      const row = await one('select * from pipeline.process_pending(auth.enter_customer($1), $2)', [
        customerId,
        Math.min(limit, left),
      ]);
      left -= add(row);
      if (row.is_more !== true) return false;
    } catch (error) {
      if (!(error instanceof TooMuchAtOnce) || (limit === 1 && !isOutOfMemory(error))) throw error;
      if (limit === 1) await setNextAside(error);
      limit = Math.ceil(limit / 4);
    }
  }
  return true;

  async function setNextAside(error: Error): Promise<void> {
    const reason = `${OUT_OF_MEMORY}: ${error.message}`;
    await one('select pipeline.set_aside_next(auth.enter_customer($1), $2)', [customerId, reason]);
  }
}

function isOutOfMemory(error: Error): boolean {
  return sqlStateOf(error.cause) === OUT_OF_MEMORY;
}
