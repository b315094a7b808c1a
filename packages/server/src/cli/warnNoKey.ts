import type { Engine } from '../engine/port.ts';
import type { Log } from '../log.ts';

/** Warns when no key was given at the start and no customer in the database has one: every request is then refused. */
export async function warnNoKey({ operations }: Pick<Engine, 'operations'>, log: Log): Promise<void> {
  // A database that is away by now has been reported, or will be.
  const hasKeys = await operations?.hasKeys().catch(() => true);
  if (hasKeys) return;
  log.warn(
    '[OneVault] No key was given, and the database has none: every request gets 401. Try onevault-server keys create --customer <id>, or --key <customer>:<token>.',
  );
}
