/**
 * The engine: what the server asks of a database, as three ports. The engines of this package (PGlite, PostgreSQL) have
 * all three; the memory engine of @onevault/mock-server does no operator's work. One conformance suite holds them to one
 * behaviour (packages/conformance).
 */
import type { EventStore } from './eventStore.ts';
import type { Operations } from './operations.ts';
import type { Reads } from './reads.ts';

export * from './eventStore.ts';
export * from './operations.ts';
export * from './reads.ts';

export interface Engine extends EventStore, Reads {
  readonly kind: 'memory' | 'pglite' | 'postgres';
  /** In one sentence for operators: what an answered event survives. Shown in `/health/detailed`. */
  readonly durability: string;
  /** Null: this engine does no operator's work. */
  readonly operations: Operations | null;
  /** Whether the database itself keeps tenants apart; undefined where there is no database. */
  readonly rowSecurity?: RowSecurity;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** An engine over a database: with an operator's work. */
export interface DatabaseEngine extends Engine {
  readonly operations: Operations;
}

/** Row-level security of the database, behind the tenant filter of every statement. */
export type RowSecurity = { isOn: true } | { isOn: false; reason: string };
