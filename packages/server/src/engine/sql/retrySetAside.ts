import { TooMuchAtOnce } from '../port.ts';
import type { Row } from './connection.ts';
import type { Statements } from './createStatements.ts';

/** How many set-aside events one transaction retries: about 50 ms of work. */
const RETRIED_A_PORTION = 20;

/**
 * Retries the set-aside events of a customer that are due, in portions: after a replay many are. Each is tried once, so
 * the loop ends. If a portion is too much for the database, the next ones are smaller.
 *
 * @param add adds the counts of a portion to the totals.
 */
export async function retrySetAside(
  { one }: Pick<Statements, 'one'>,
  customerId: string,
  maxPortions: number,
  add: (row: Row) => void,
): Promise<void> {
  let limit = RETRIED_A_PORTION;
  for (let portion = 0; portion < maxPortions; portion += 1) {
    try {
      const row = await one('select * from pipeline.retry_set_aside(auth.enter_customer($1), $2)', [customerId, limit]);
      add(row);
      // Not `staged`: events that were set aside before business have been staged before.
      if (Number(row.loaded) + Number(row.failed) === 0) return;
    } catch (error) {
      if (!(error instanceof TooMuchAtOnce) || limit === 1) throw error;
      limit = Math.ceil(limit / 4);
    }
  }
}
