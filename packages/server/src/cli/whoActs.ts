import { userInfo } from 'node:os';

/** Who does what a command does, for the audit trail: `cli:ann`. */
export function whoActs(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container's user may have no name.
    return 'cli';
  }
}
