import type { DatabaseEngine } from '../engine/port.ts';
import { openEngine } from './openEngine.ts';
import { type Database, failed } from './readFlags.ts';
import { StartError } from './startError.ts';

/** A customer who must be there already. What no header could carry would be a customer that nobody can be. */
export function readCustomer(customerId: string | undefined): string {
  if (!customerId) throw failed('--customer', 'it is missing', '--customer <id>');
  if (!/^[\x21-\x7e]{1,128}$/.test(customerId)) {
    throw failed('--customer', 'it holds a space, or what a header cannot carry', '1 to 128 letters, digits and signs');
  }
  return customerId;
}

/** Does something for a customer of a database, and closes it. Throws a `StartError` when there is no such customer. */
export async function withCustomer<T>(
  database: Database,
  customerId: string,
  work: (engine: DatabaseEngine) => Promise<T>,
): Promise<T> {
  const engine = await openEngine(database);
  try {
    if (!(await engine.findTenant(customerId))) {
      throw new StartError('[OneVault] Failed to find the customer: there is none of that name. Try keys create.');
    }
    return await work(engine);
  } finally {
    await engine.close();
  }
}
