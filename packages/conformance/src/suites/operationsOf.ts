import type { Engine, Operations } from '@onevault/server/internal/engine/port';

/** The `Operations` of an engine; throws if it has none. */
export function operationsOf({ kind, operations }: Pick<Engine, 'kind' | 'operations'>): Operations {
  if (operations === null) throw new Error(`The engine ${kind} has no operations.`);
  return operations;
}
