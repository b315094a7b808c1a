import { connect } from 'node:net';
import { readOption } from '../shared/readOption.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

const HEAD =
  'POST /api/v1/track HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\nContent-Type: application/json\r\n';
const DEADLINE_MS = 120_000;

/** Clients that send a byte now and then: half of them in the head, half in the body. */
export async function slow() {
  const clients = readOption('clients', 1_000);
  const setup = await startServerUnderTest();
  await setup.measureOther(200);
  const alone = await setup.measureOther(300);
  const { hostname, port } = new URL(setup.server.url);
  let open = 0;
  let opened = 0;
  const sockets = Array.from({ length: clients }, (_, n) => {
    const socket = connect(Number(port), hostname, () => {
      open += 1;
      opened += 1;
      socket.write(n % 2 ? `${HEAD}Content-Length: 1000\r\n\r\n{` : HEAD.slice(0, 60));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      open -= 1;
    });
    socket.resume();
    return socket;
  });
  const startedAt = performance.now();
  const dribble = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write('x');
  }, 1000);
  const meanwhile = await setup.measureOther(300);
  while ((open > 0 || opened < clients) && performance.now() - startedAt < DEADLINE_MS) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const closedMs = performance.now() - startedAt;
  clearInterval(dribble);
  const left = open;
  for (const socket of sockets) socket.destroy();
  await setup.stop();
  return [
    { what: 'slow clients', value: clients, unit: '' },
    { what: 'another customer alone, p95', value: alone.p95, unit: 'ms' },
    { what: 'another customer meanwhile, p95', value: meanwhile.p95, unit: 'ms' },
    { what: 'all of them closed after', value: closedMs / 1000, unit: 's', wanted: '≤ 90' },
    { what: 'still open', value: left, unit: '', wanted: '≤ 0' },
  ];
}
