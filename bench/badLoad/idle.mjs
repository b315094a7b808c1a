import { connect } from 'node:net';
import { readOption } from '../shared/readOption.mjs';
import { startSubject } from './startSubject.mjs';

const AT_ONCE = 200;

/** Connections that are opened and say nothing. */
export async function idle() {
  const connections = readOption('connections', 10_000);
  const subject = await startSubject();
  await subject.measureOther(200);
  const alone = await subject.measureOther(300);
  const before = subject.residentMiB();
  const { hostname, port } = new URL(subject.server.url);
  /** @type {import('node:net').Socket[]} */
  const sockets = [];
  let failed = 0;
  for (let n = 0; n < connections; n += AT_ONCE) {
    await Promise.all(
      Array.from(
        { length: AT_ONCE },
        () =>
          /** @type {Promise<void>} */ (
            new Promise((resolve) => {
              const socket = connect(Number(port), hostname, () => resolve());
              socket.on('error', () => {
                failed += 1;
                resolve();
              });
              sockets.push(socket);
            })
          ),
      ),
    );
  }
  const meanwhile = await subject.measureOther(300);
  const after = subject.residentMiB();
  for (const socket of sockets) socket.destroy();
  await subject.stop();
  return [
    { what: 'idle connections', value: sockets.length - failed, unit: '' },
    { what: 'refused', value: failed, unit: '', wanted: '≤ 0' },
    { what: 'another customer alone, p95', value: alone.p95, unit: 'ms' },
    { what: 'another customer meanwhile, p95', value: meanwhile.p95, unit: 'ms' },
    { what: 'memory before', value: before, unit: 'MiB' },
    { what: 'memory meanwhile', value: after, unit: 'MiB', wanted: '< 400' },
  ];
}
