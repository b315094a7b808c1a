import type { DatabaseEngine } from '../engine/port.ts';
import type { Database } from './readDatabase.ts';
import { failed } from './readFlags.ts';
import { StartError } from './startError.ts';
import type { Terminal } from './terminal.ts';
import { withEngine } from './withEngine.ts';

/** Reads `--customer`. An id must fit into an HTTP header, since every request names its customer there. */
export function readCustomer(customerId: string | undefined): string {
  if (!customerId) throw failed('--customer', 'it is missing', '--customer <id>');
  if (!/^[\x21-\x7e]{1,128}$/.test(customerId)) {
    throw failed(
      '--customer',
      'it has a space or a character that a header cannot carry',
      '1 to 128 letters, digits and signs',
    );
  }
  return customerId;
}

/** As `withEngine`. Throws a `StartError` when the customer does not exist. */
export function withCustomer<T>(
  database: Database,
  customerId: string,
  terminal: Terminal,
  work: (engine: DatabaseEngine) => Promise<T>,
): Promise<T> {
  return withEngine(database, terminal, async (engine) => {
    if (!(await engine.findCustomer(customerId))) {
      throw new StartError('[OneVault] Failed to find the customer: no customer has this id. Try keys create.');
    }
    return work(engine);
  });
}
