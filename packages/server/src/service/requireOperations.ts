import type { Engine, Operations } from '../engine/port.ts';
import { Refusal } from '../ingest/refusal.ts';

/** The operator's port of an engine; a `Refusal` 501 where the engine has none. `what` begins the sentence. */
export function requireOperations({ operations }: Pick<Engine, 'operations'>, what: string): Operations {
  if (operations) return operations;
  throw new Refusal({
    status: 501,
    code: 'NOT_ON_MEMORY',
    message: `${what} is not done by the memory engine: use PGlite (a folder) or PostgreSQL (a postgres:// url)`,
  });
}
