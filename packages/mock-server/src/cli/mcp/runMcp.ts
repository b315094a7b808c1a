import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags, readInteger } from '@onevault/server/internal/cli/readFlags';
import { StartError } from '@onevault/server/internal/cli/startError';
import { stopOnSignal } from '@onevault/server/internal/cli/stopOnSignal';
import type { GivenKey } from '@onevault/server/internal/service/keys';
import { createMockServer } from '../../kit/createMockServer.ts';
import { loadPlan } from '../../plan/loadPlan.ts';
import { CONNECTION_FLAGS, readFullKey, readUrl } from '../connect/readConnection.ts';
import { toStartError } from '../toStartError.ts';
import { serveMcp } from './serveMcp.ts';

const HELP = `onevault-mock-server mcp: tools for an agent, so that it proves its own tracking (Model Context Protocol, stdio)

  onevault-mock-server mcp [--port <number>] [--plan <file>]   Starts a mock server in memory and serves its tools
  onevault-mock-server mcp --url <url>                         The tools of a mock server that runs

  --url <url>           A mock server. Default: starts one
  --key <customer>:<token>  A full key of it. Default demo:ovt_demo
  --port <number>       Port of the started server; 0 takes a free one. Default 8000
  --plan <file>         A tracking plan for the started server
  --help

Tools: events, why, settled, wait_for, inject_fault, coverage, funnel, reset. Needs the package
@modelcontextprotocol/sdk. In the configuration of an agent:

  { "mcpServers": { "onevault": { "command": "npx", "args": ["onevault-mock-server", "mcp"] } } }
`;

const FLAGS = {
  ...CONNECTION_FLAGS,
  port: { type: 'string' },
  plan: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `mcp`: serves the tools on stdin and stdout until the agent is gone or a signal comes. */
export const runMcp: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  if (env.NODE_ENV === 'production') {
    throw failed('NODE_ENV', 'a test server with open controls must not run in production', 'another NODE_ENV');
  }
  if (flags.url !== undefined) {
    const own = (['port', 'plan'] as const).find((name) => flags[name] !== undefined);
    if (own)
      throw failed(`--${own}`, 'it is of a started server, and --url names one that runs', `--${own} without --url`);
  }
  const key = readFullKey(flags.key);
  const opening = open(flags, key);
  stopOnSignal(opening, terminal);
  const { url, close } = await opening;
  await serveMcp({ url, customerId: key.customerId, token: key.token }, () => void close().then(() => process.exit(0)));
  // stdout is the protocol's.
  terminal.error(`OneVault tools of ${url} (customer ${key.customerId}) on stdin and stdout`);
};

interface Opened {
  url: string;
  close(): Promise<void>;
}

async function open(
  { url, port, plan }: { url?: string | undefined; port?: string | undefined; plan?: string | undefined },
  key: GivenKey,
): Promise<Opened> {
  if (url !== undefined) return { url: readUrl('--url', url), close: async () => {} };
  const loaded = plan === undefined ? undefined : await loadPlan(plan).catch(toStartError);
  return createMockServer({
    port: readInteger('--port', port ?? '8000', 65_535),
    keys: [key],
    ...(loaded && { plan: loaded }),
  }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const [reason = message] = message.split(' Please ');
    throw new StartError(`[OneVault] ${reason} Try --port 0, or --url with the address of the server there.`);
  });
}
