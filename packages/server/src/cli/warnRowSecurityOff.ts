import type { Engine } from '../engine/port.ts';
import type { Log } from '../log.ts';
import { adviseRole } from './adviseRole.ts';

/** Warns when row-level security is off, and says how to turn it on. */
export function warnRowSecurityOff({ rowSecurity }: Pick<Engine, 'rowSecurity'>, log: Log): void {
  if (rowSecurity === undefined || rowSecurity.isOn) return;
  log.warn(
    `[OneVault] Row-level security is off: ${rowSecurity.reason}. Only the filters of the statements keep customers apart.${adviseRole(rowSecurity.reason, false)}`,
  );
}
