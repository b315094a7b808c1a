import { createServer } from 'node:net';
import { findPortOwner } from '../../http/findPortOwner.ts';
import { type Finding, fine, problem } from './finding.ts';

/** Whether the server could listen, or already does. */
export async function inspectPort(host: string, port: number): Promise<Finding> {
  const place = `${host}:${port}`;
  const code = await tryToListen(host, port);
  if (code === null) return fine('port', `${place} is free`);
  if (code !== 'EADDRINUSE') {
    return problem('port', `${place} cannot be used (${code})`, 'another --port or --host');
  }
  const owner = await findPortOwner(host, port);
  return owner.startsWith('a OneVault server')
    ? fine('port', `${place} has ${owner}`)
    : problem('port', `${place} is in use by ${owner}`, '--port <another>, or stop what uses it');
}

async function tryToListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, exclusive: true }, resolve);
    });
    await new Promise((resolve) => server.close(resolve));
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
