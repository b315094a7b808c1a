import { userInfo } from 'node:os';

/** The default actor in the audit trail for commands: `cli:ann`. */
export function cliActor(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // In a container the user may have no name.
    return 'cli';
  }
}
