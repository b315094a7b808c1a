import type { RowSecurity } from '../port.ts';
import { type QueryOptions, type Row, type SqlConnection, sqlStateOf } from './connection.ts';
import { toTenantHk } from './toTenantHk.ts';

/** Runs the statements of one engine; each enters its tenant with `auth.enter_customer($1)`. */
export interface Statements {
  rows(text: string, params?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  /** The row of a statement that always returns exactly one. */
  one(text: string, params?: readonly unknown[], options?: QueryOptions): Promise<Row>;
}

/** For statements over all events of a tenant. */
export const LONG = { isLong: true };
/** The actor in the audit trail when the caller names none. */
export const DEFAULT_ACTOR = 'server';

/** Deadlocks and serialization failures pass on a retry; three in a row are a real fault. */
const MAX_ATTEMPTS = 3;
const ENTER = 'auth.enter_customer($1)';

export function createStatements(connection: SqlConnection, rowSecurity: RowSecurity): Statements {
  const query = async (text: string, params: readonly unknown[], options: QueryOptions): Promise<Row[]> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await connection.query(text, params, options);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !sqlStateOf(error)?.startsWith('40')) throw error;
      }
    }
  };
  const rows: Statements['rows'] = async (text, params = [], options = {}) => {
    if (rowSecurity.isOn || !text.includes(ENTER)) return query(text, params, options);
    // Without row-level security no tenant has to be entered, and Citus delegates a call to the tenant's machine only if
    // the argument is a plain parameter (docs/scale-out.md).
    const [customerId, ...others] = params;
    return query(
      text.replace(ENTER, () => '$1'),
      [toTenantHk(String(customerId)), ...others],
      options,
    );
  };
  return {
    rows,
    async one(text, params, options) {
      const [row] = await rows(text, params, options);
      if (row === undefined) throw new Error(`No row from: ${text}`);
      return row;
    },
  };
}
