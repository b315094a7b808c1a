import type { Engine, Operations } from '../engine/port.ts';
import { Refusal } from '../ingest/refusal.ts';

/** The `Operations` of an engine; throws a `Refusal` (501) if it has none. `what` starts the message. */
export function requireOperations({ operations }: Pick<Engine, 'operations'>, what: string): Operations {
  if (operations) return operations;
  throw new Refusal({
    status: 501,
    code: 'NOT_ON_MEMORY',
    message: `${what} is not done by the memory engine: use PGlite (a folder) or PostgreSQL (a postgres:// url)`,
  });
}
