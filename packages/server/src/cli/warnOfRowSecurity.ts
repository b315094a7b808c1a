import type { Engine } from '../engine/port.ts';
import type { Log } from '../log.ts';

/** Warns when the database does not keep tenants apart by itself, and says what would make it. */
export function warnOfRowSecurity({ rowSecurity }: Pick<Engine, 'rowSecurity'>, log: Log): void {
  if (rowSecurity === undefined || rowSecurity.isOn) return;
  log.warn(
    `[OneVault] Row-level security is off: ${rowSecurity.reason}. Only the filters of the statements keep customers apart. Try --database-role with a role that the connecting one may take on: docs/operations.md, "Roles".`,
  );
}
