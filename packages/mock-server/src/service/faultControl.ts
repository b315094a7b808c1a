import type { JsonObject } from '@onevault/contract';

/** What `/mock/faults` asks of whoever makes the faults; `testing/faults.ts` does. Wire-cased, as it travels. */
export interface FaultControl {
  /** Throws a `Refusal` that names what is allowed. */
  add(fault: unknown): JsonObject;
  list(): JsonObject[];
  /** Ends one fault, or all of them. */
  remove(id?: string): void;
}
