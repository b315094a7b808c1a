import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags } from '@onevault/server/internal/cli/readFlags';
import { readServerOptions, SERVER_FLAGS, SERVER_FLAGS_HELP } from '@onevault/server/internal/cli/readServerOptions';
import { runServer } from '@onevault/server/internal/cli/runServer';
import { DEMO_KEY } from '../kit/createMockKit.ts';
import { VERSION } from '../version.ts';
import { describeMockDatabase, readMockDatabase } from './mockDatabase.ts';
import { openMock } from './openMock.ts';
import { readFault } from './readFault.ts';
import { readHost } from './readHost.ts';
import { warnOfOpenAddress } from './warnOfOpenAddress.ts';

const HELP = `onevault-mock-server: a server of the OneVault tracking API for tests, with controls under /mock/

  onevault-mock-server [flags]  Starts the server
  onevault-mock-server plan     Checks a tracking plan and its coverage, writes its types and documentation
  onevault-mock-server record   Writes a test of what a site tracks while you use it
  onevault-mock-server diff     What another branch tracks, as a table for a pull request
  onevault-mock-server verify   Clicks through a site in a browser and says what it tracked
  onevault-mock-server tail     Each event in the terminal, as it goes through the server
  onevault-mock-server mcp      Tools for an agent that proves its own tracking (Model Context Protocol)

  --database <where>        "memory", a folder (embedded database), or a postgres:// url.
                            Default DATABASE_URL, else the folder .onevault
  --key <customer>:<token>  A key of a customer; with ":write" at the end it can only post events.
                            Repeatable. Default demo:ovt_demo
  --allow-host <name>       A name besides localhost under which /mock/ and the key demo:ovt_demo may be asked, such
                            as that of a container. Repeatable
  --fault <fault>           Something that goes wrong, such as drop_after,first=3. Repeatable
  --plan <file>             A tracking plan: events that are not as planned are refused
${SERVER_FLAGS_HELP}
For production, and for keys, retention, erasure and workers: onevault-server of @onevault/server.
`;

const FLAGS = {
  ...SERVER_FLAGS,
  'allow-host': { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  plan: { type: 'string' },
} as const;

/** Flags and commands from when this program was also the production server. */
const MOVED = {
  mock: 'it without --mock: the controls are always open here',
  'no-mock': 'onevault-server',
};

/** `onevault-mock-server [flags]`: serves until a signal. */
export const startMockServer: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS, MOVED);
  if (flags.help) return terminal.print(HELP);
  if (flags.version) return terminal.print(VERSION);
  if (env.NODE_ENV === 'production') {
    throw failed('NODE_ENV', 'a test server with open controls must not run in production', 'onevault-server');
  }
  const options = readServerOptions(flags, env, { defaultKeys: [DEMO_KEY] });
  const database = readMockDatabase(flags.database, env, flags['database-role']);
  const faults = (flags.fault ?? []).map(readFault);
  const allowHosts = (flags['allow-host'] ?? []).map(readHost);
  let onListening: Awaited<ReturnType<typeof openMock>>['onListening'] | undefined;
  await runServer(
    {
      name: 'OneVault mock server',
      database: describeMockDatabase(database),
      async open() {
        const mock = await openMock({ database, faults, plan: flags.plan ?? null, allowHosts, options, terminal });
        onListening = mock.onListening;
        return mock;
      },
      onListening(server, log) {
        onListening?.(server);
        warnOfOpenAddress(options, allowHosts, log);
      },
    },
    options,
    terminal,
  );
};
