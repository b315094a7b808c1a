import type { ServerOptions } from '@onevault/server/internal/cli/readServerOptions';
import type { Terminal } from '@onevault/server/internal/cli/terminal';
import { isLocalHost } from '@onevault/server/internal/http/isLocalHost';

/** Says that other machines can reach a server without secrets. */
export function warnOfOpenAddress(
  { host, keys }: Pick<ServerOptions, 'host' | 'keys'>,
  allowHosts: readonly string[],
  terminal: Terminal,
): void {
  if (isLocalHost(host.includes(':') ? `[${host}]` : host)) return;
  const isDefault = keys.some(({ isLocal }) => isLocal);
  terminal.error(
    `[OneVault] Listening on ${host}, where other machines reach it: anyone there can drive /mock/` +
      `${isDefault ? ', and the key demo:ovt_demo is known to everybody' : ''}. Try 127.0.0.1, or keep this network to yourself.`,
  );
  if (allowHosts.length === 0) {
    terminal.error(
      `[OneVault] /mock/${isDefault ? ' and that key answer' : ' answers'} only under localhost and 127.0.0.1. Try --allow-host <name> for the name that your tests use.`,
    );
  }
}
