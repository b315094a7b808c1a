import type { Engine } from '../engine/port.ts';
import type { Log } from '../log.ts';

/** Says that the database does not keep tenants apart by itself, and what would make it. */
export function warnOfWall({ wall }: Pick<Engine, 'wall'>, log: Log): void {
  if (wall === undefined || wall.isUp) return;
  log.warn(
    `[OneVault] Row-level security is off: ${wall.reason}. Only the filters of the statements keep customers apart. Try --database-role with a role that the connecting one may take on: docs/operations.md, "Roles".`,
  );
}
