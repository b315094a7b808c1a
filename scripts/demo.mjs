/**
 * `npm run demo`: a server with the month of a tea shop, to look at the page with. It is gone when the program ends.
 * `npm run demo -- --url http://localhost:8000 --customer demo --key ovt_demo` fills a server that runs already.
 */
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { buildStale } from './buildStale.mjs';
import { fillDemo } from './demo/fillDemo.mjs';
import { installMissing } from './installMissing.mjs';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    url: { type: 'string' },
    customer: { type: 'string', default: 'demo' },
    key: { type: 'string', default: 'ovt_demo' },
    port: { type: 'string', default: '8000' },
    visits: { type: 'string', default: '130' },
    seed: { type: 'string', default: '7' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  stdout.write(`npm run demo [-- --port 8000]                                     starts a server with a month of a tea shop
npm run demo -- --url <url> [--customer <id>] [--key <full key>]  fills a server that runs
  --visits <number>   visits a day, default 130
  --seed <number>     another month, default 7
`);
} else {
  await run().catch((/** @type {Error} */ error) => {
    stderr.write(`[OneVault] Failed to fill the server: ${error.message}\n`);
    process.exitCode = 1;
  });
}

async function run() {
  const started = values.url ? undefined : await start();
  const url = values.url?.replace(/\/+$/, '') ?? started?.url ?? '';
  const visitsADay = toNumber('visits', values.visits);
  const isTerminal = stdout.isTTY;
  let shown = -1;
  const total = await fillDemo({
    url,
    customerId: values.customer,
    token: values.key,
    visitsADay,
    seed: toNumber('seed', values.seed),
    onProgress(sent, all) {
      const percent = Math.floor((sent / all) * 100);
      // Without a terminal a line for each tenth.
      if (percent === shown || (!isTerminal && percent % 10 !== 0)) return;
      shown = percent;
      stdout.write(isTerminal ? `\rSending ${all} events: ${percent} %` : `Sending ${all} events: ${percent} %\n`);
    },
  });
  stdout.write(`${isTerminal ? '\n' : ''}${total} events of 30 days are there. Open ${url}/business\n`);
  if (started) stdout.write('Ctrl-C ends the server, and its events are gone.\n');
}

async function start() {
  installMissing();
  await buildStale({ all: false });
  const { createMockServer } = await import('../packages/mock-server/dist/testing.js');
  const port = toNumber('port', values.port);
  return createMockServer({
    engine: 'pglite',
    port,
    rateLimit: 0,
    keys: [{ customerId: values.customer, token: values.key, scope: 'full' }],
  });
}

/** @param {string} name @param {string} text */
function toNumber(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} is a whole number, and not ${text}`);
  return number;
}
