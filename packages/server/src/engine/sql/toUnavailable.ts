import { DatabaseReadOnly, EngineUnavailable, TooMuchAtOnce } from '../port.ts';
import { sqlStateOf } from './connection.ts';

/** A database that has no memory left for a statement. */
export const OUT_OF_MEMORY = '53200';
/** The statement was canceled, such as by its time limit. */
const CANCELED = '57014';
/** The database only reads: for example the standby that a primary has become. */
const READ_ONLY = '25006';
/**
 * SQLSTATE classes of an unreachable, full or stopping database: 08 connection, 53 resources, 57 operator. 55P03 is a
 * lock that was not granted in time.
 */
const UNAVAILABLE = /^(08|53|57|55P03)/;

/** The `EngineUnavailable` that an SQLSTATE means; undefined for errors that are not about availability. */
export function toUnavailable(error: unknown): EngineUnavailable | undefined {
  const state = sqlStateOf(error);
  if (state === undefined) return undefined;
  const { message } = error as Error;
  if (state === READ_ONLY) return new DatabaseReadOnly({ cause: error });
  if (state === OUT_OF_MEMORY || state === CANCELED) return new TooMuchAtOnce(message, { cause: error });
  return UNAVAILABLE.test(state)
    ? new EngineUnavailable(`The database is not available: ${message}`, { cause: error })
    : undefined;
}
