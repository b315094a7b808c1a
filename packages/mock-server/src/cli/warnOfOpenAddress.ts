import type { ServerOptions } from '@onevault/server/internal/cli/readServerOptions';
import { isLocalHost } from '@onevault/server/internal/http/isLocalHost';
import type { Log } from '@onevault/server/internal/log';

/** Says that other machines can reach a server without secrets. */
export function warnOfOpenAddress(
  { host, keys }: Pick<ServerOptions, 'host' | 'keys'>,
  allowHosts: readonly string[],
  log: Log,
): void {
  if (isLocalHost(host.includes(':') ? `[${host}]` : host)) return;
  const isDefault = keys.some(({ isLocal }) => isLocal);
  log.warn(
    `[OneVault] Listening on ${host}, where other machines reach it: anyone there can drive /mock/` +
      `${isDefault ? ', and the key demo:ovt_demo is known to everybody' : ''}. Try 127.0.0.1, or keep this network to yourself.`,
  );
  if (allowHosts.length === 0) {
    log.warn(
      `[OneVault] /mock/${isDefault ? ' and that key answer' : ' answers'} only under localhost and 127.0.0.1. Try --allow-host <name> for the name that your tests use.`,
    );
  }
}
