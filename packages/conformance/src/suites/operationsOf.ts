import type { Engine, Operations } from '@onevault/server/internal/engine/port';

/** The operator's port of an engine that has one. */
export function operationsOf({ kind, operations }: Pick<Engine, 'kind' | 'operations'>): Operations {
  if (operations === null) throw new Error(`The engine ${kind} does no operator's work.`);
  return operations;
}
