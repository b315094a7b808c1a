import { connect, createServer, type Server, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** The same database, by way of the proxy. */
  url: string;
  /** Cuts every connection and refuses new ones, as a database that restarts does. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between a server and its database, which can then go away without going away. */
export async function startDatabaseProxy(url: string): Promise<DatabaseProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;

  const open = () =>
    new Promise<void>((resolve) => {
      server = createServer((client) => {
        const database = connect(Number(target.port), target.hostname);
        for (const [from, to] of [
          [client, database],
          [database, client],
        ] as const) {
          sockets.add(from);
          from.pipe(to);
          from.on('error', () => to.destroy());
          from.on('close', () => {
            sockets.delete(from);
            to.destroy();
          });
        }
      });
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        port = typeof address === 'object' && address ? address.port : 0;
        resolve();
      });
    });
  const goAway = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await open();
  target.host = `127.0.0.1:${port}`;
  const proxied = target.href;
  target.host = new URL(url).host;
  return { url: proxied, goAway, comeBack: open, close: goAway };
}
