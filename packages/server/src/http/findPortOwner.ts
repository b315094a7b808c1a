import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// A server on this machine answers at once.
const ASK_TIMEOUT_MS = 500;

/** Names the program that listens on a local port, for a message; `something else` if it is unknown. */
export async function findPortOwner(host: string, port: number): Promise<string> {
  const [service, holder] = [await askService(host, port), findProcess(port)];
  if (service && holder) return `${service} (${holder})`;
  return service ?? holder ?? 'something else';
}

async function askService(host: string, port: number): Promise<string | null> {
  try {
    const place = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
    const response = await fetch(`http://${place}:${port}/health`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const { service, version } = (await response.json()) as { service?: unknown; version?: unknown };
    return String(service).startsWith('OneVault') ? `a OneVault server, version ${version}` : null;
  } catch {
    return null;
  }
}

/** Linux shows this in /proc, at least for processes of the same user: port → socket → process. */
function findProcess(port: number): string | null {
  try {
    const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    const lines = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'));
    const inodes = lines.flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      return local?.endsWith(wanted) && state === '0A' && inode ? [`socket:[${inode}]`] : [];
    });
    if (inodes.length === 0) return null;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (holds(pid, inodes)) return `process ${pid}, ${nameOf(pid)}`;
    }
  } catch {
    // Another system, or another user's process.
  }
  return null;
}

function holds(pid: string, sockets: string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.includes(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Only the program: its arguments may hold a key. */
function nameOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}
