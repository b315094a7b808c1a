const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a `Host` header names this machine: a name of the loopback, or one of `more`. Without a header there is no
 * connection, but a call inside of one process.
 */
export function isLocalHost(host: string | undefined, more: readonly string[] = []): boolean {
  if (host === undefined) return true;
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return LOOPBACK.test(name) || more.includes(name);
}
