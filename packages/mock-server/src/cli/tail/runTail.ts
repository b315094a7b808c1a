import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags, readInteger } from '@onevault/server/internal/cli/readFlags';
import { CONNECTION_FLAGS, DEFAULT_URL, readFullKey, readUrl } from '../connect/readConnection.ts';
import { followStream } from './followStream.ts';
import { formatEvent } from './formatEvent.ts';

const HELP = `onevault-mock-server tail: each event as it goes through the server, in the terminal

  onevault-mock-server tail [--url <url>] [--key <customer>:<token>] [filters]

  --url <url>           A server, of this program or of onevault-server. Default ${DEFAULT_URL}
  --key <customer>:<token>  A full key of it. Default demo:ovt_demo
  --type <event type>   Only events of this type
  --status <status>     Only complete, pending, set_aside or rejected ones
  --page <host/path>    Only events of this page, without the query
  --session <id>        Only events of this session
  --visitor <id>        Only events of this visitor
  --count <number>      Ends after so many lines. Default: at Ctrl-C
  --json                One JSON object a line, as GET /api/v1/track/stream sends it
  --help

A line is the time of the event, how far it came (✓ business, ✗ rejected, ! set aside, · on its way), its type, page and
id; below it why it stopped, or what makes it suspicious. An event that is refused with a 422 is not stored: /mock/rejected
lists it. A stream that is cut goes on where it was.
`;

const FLAGS = {
  ...CONNECTION_FLAGS,
  type: { type: 'string' },
  status: { type: 'string' },
  page: { type: 'string' },
  session: { type: 'string' },
  visitor: { type: 'string' },
  count: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The flags of the filters, with the parameters of the stream. */
const FILTERS = {
  type: 'event_type',
  status: 'status',
  page: 'page',
  session: 'session',
  visitor: 'visitor',
} as const;

const MAX_COUNT = 1_000_000_000;

/** `tail`: prints the live stream until a signal, or until `--count` events were printed. */
export const runTail: Command = async (args, _env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const count = flags.count === undefined ? Number.POSITIVE_INFINITY : readInteger('--count', flags.count, MAX_COUNT);
  if (count === 0) throw failed('--count', 'no event would be printed', '--count 1');
  const { customerId, token } = readFullKey(flags.key);
  const connection = { url: readUrl('--url', flags.url ?? DEFAULT_URL), customerId, token };
  const query: Record<string, string> = {};
  for (const [flag, parameter] of Object.entries(FILTERS)) {
    const value = flags[flag as keyof typeof FILTERS];
    if (value !== undefined) query[parameter] = value;
  }
  // `hasColors` knows NO_COLOR; a pipe has no such method.
  const isColored = process.stdout.isTTY === true && process.stdout.hasColors();
  const stop = new AbortController();
  // A reader that closes the pipe (`| head`) wants no more.
  process.stdout.once('error', () => stop.abort());

  let printed = 0;
  const onCut = (reason: string) => terminal.error(`[OneVault] The stream was cut: ${reason}. It goes on by itself.`);
  for await (const event of followStream(connection, { query, onCut, signal: stop.signal })) {
    terminal.print(flags.json ? JSON.stringify(event) : formatEvent(event, { isColored }));
    printed += 1;
    if (printed === count) break;
  }
  stop.abort();
};
