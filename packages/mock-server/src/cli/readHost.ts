import { failed } from '@onevault/server/internal/cli/readFlags';

/** A `--allow-host`: the name as a `Host` header has it, without the port. */
export function readHost(text: string): string {
  if (!/^[a-z0-9.-]+$/i.test(text)) {
    throw failed('--allow-host', `"${text}" is not the name of a host`, '--allow-host mock, without scheme and port');
  }
  return text.toLowerCase();
}
