/**
 * The engine: what the server needs from a database, as three ports. The engines of this package (PGlite, PostgreSQL)
 * implement all three; the memory engine of @onevault/mock-server has no `Operations`. One conformance suite tests
 * them all (packages/conformance).
 */
import type { EventStore } from './eventStore.ts';
import type { Operations } from './operations.ts';
import type { Reads } from './reads.ts';

export * from './alerts.ts';
export * from './analytics.ts';
export * from './eventStore.ts';
export * from './exports.ts';
export type * from './history.ts';
export * from './operations.ts';
export * from './reads.ts';
export type * from './reports.ts';
export type * from './saved.ts';
export * from './sessions.ts';
export type * from './stageChanges.ts';
export type * from './trackingEvidence.ts';

export interface Engine extends EventStore, Reads {
  readonly kind: 'memory' | 'pglite' | 'postgres';
  /** One sentence for operators: what an answered event survives. Shown in `/health/detailed`. */
  readonly durability: string;
  /** The folder with the files of an embedded database. */
  readonly folder?: string;
  /** Null for an engine without an operator's work. */
  readonly operations: Operations | null;
  /** Whether row-level security is on; undefined for an engine without a database. */
  readonly rowSecurity?: RowSecurity;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** An engine over a database: it implements all three ports. */
export interface DatabaseEngine extends Engine {
  readonly operations: Operations;
}

/** The state of row-level security, which backs the tenant filter of every statement. */
export type RowSecurity = { isOn: true } | { isOn: false; reason: string };
