import { PROCESS_BATCH_EVENTS, TooMuchAtOnce } from '../port.ts';
import { type Row, sqlStateOf } from './connection.ts';
import type { Statements } from './createStatements.ts';

/** Large events come in several transactions; after so many of them other customers have their turn. */
const MAX_PORTIONS = 10;
const OUT_OF_MEMORY = '53200';

/**
 * Takes up to `PROCESS_BATCH_EVENTS` waiting events of a customer through the pipeline, in as many transactions as their
 * size needs. A portion that is too much for the database is tried smaller; an event for which its memory does not
 * suffice is set aside. Resolves with whether more may wait.
 *
 * @param add takes the counts of a portion, and returns how many events it had.
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
