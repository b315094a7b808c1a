import { connect } from 'node:net';
import { readOption } from '../shared/readOption.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

const AT_ONCE = 200;

/** Open connections that send nothing. */
export async function idle() {
  const connections = readOption('connections', 10_000);
  const setup = await startServerUnderTest();
  await setup.measureOther(200);
  const alone = await setup.measureOther(300);
  const before = setup.residentMiB();
  const { hostname, port } = new URL(setup.server.url);
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
  const meanwhile = await setup.measureOther(300);
  const after = setup.residentMiB();
  for (const socket of sockets) socket.destroy();
  await setup.stop();
  return [
    { what: 'idle connections', value: sockets.length - failed, unit: '' },
    { what: 'refused', value: failed, unit: '', wanted: '≤ 0' },
    { what: 'another customer alone, p95', value: alone.p95, unit: 'ms' },
    { what: 'another customer meanwhile, p95', value: meanwhile.p95, unit: 'ms' },
    { what: 'memory before', value: before, unit: 'MiB' },
    { what: 'memory meanwhile', value: after, unit: 'MiB', wanted: '< 400' },
  ];
}
