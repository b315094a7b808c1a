import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** What the proxy does with new bytes: let them `pass`, keep them (`stall`), or end the connection (`reset`). */
export type SocketMode = 'pass' | 'stall' | 'reset';

export interface SocketProxy {
  url: string;
  /** For all connections, open ones too. */
  mode: SocketMode;
  /** Cuts the next connections when so many bytes have gone to the server: in the middle of a body. */
  cutAfterBytes: number | undefined;
  /** How many connections were harmed. */
  harmed: number;
  close(): Promise<void>;
}

/** A wire between browser and server that does what HTTP cannot: stall, cut in the middle, reset. */
export async function startSocketProxy(target: string): Promise<SocketProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((browser) => {
    if (proxy.mode === 'reset') {
      proxy.harmed++;
      browser.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    let sent = 0;
    for (const socket of [browser, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        browser.destroy();
        upstream.destroy();
      });
    }
    browser.on('data', (bytes) => {
      sent += bytes.length;
      if (proxy.mode === 'stall') {
        proxy.harmed++;
        return;
      }
      const limit = proxy.cutAfterBytes;
      if (proxy.mode === 'reset' || (limit !== undefined && sent > limit)) {
        proxy.harmed++;
        upstream.write(bytes.subarray(0, Math.max(0, bytes.length - (sent - (limit ?? sent)))), () => {
          browser.resetAndDestroy();
        });
        return;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (proxy.mode !== 'stall') browser.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: SocketProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'pass',
    cutAfterBytes: undefined,
    harmed: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
