import { VERSION } from '../version.ts';
import type { Command } from './command.ts';
import { openEngine } from './openEngine.ts';
import { describeDatabase, readDatabase } from './readDatabase.ts';
import { DELIVERY_FLAGS, DELIVERY_FLAGS_HELP, readDelivery } from './readDelivery.ts';
import { readFlags } from './readFlags.ts';
import { readServerOptions, SERVER_FLAGS, SERVER_FLAGS_HELP } from './readServerOptions.ts';
import { runServer } from './runServer.ts';

const HELP = `onevault-server: the server of the OneVault tracking API

  onevault-server [flags]           Starts the server
  onevault-server worker            Processes background events in a separate process
  onevault-server keys              Makes, lists, rotates and revokes keys
  onevault-server segments          Filters under a name, for questions of analytics
  onevault-server goals             What counts as a conversion
  onevault-server funnels           Steps under a name
  onevault-server annotations       Notes and deployments on the curve
  onevault-server internal          Whose traffic is left out
  onevault-server alerts            Makes rules that tell you what goes wrong or which goal is reached, and lists what fires
  onevault-server report            Sends the numbers of a week or month by e-mail, or writes them to a file
  onevault-server import            Reads the exports of Plausible, Umami and GA4
  onevault-server audit             Shows what was done to a customer, and by whom
  onevault-server retention         Sets how long a customer's raw events are kept
  onevault-server erase             Removes a visitor from every layer
  onevault-server replay            Tries set-aside events again now
  onevault-server export            Writes a customer's events to a file
  onevault-server sdk               Shows the tags to paste into pages, with their hashes
  onevault-server distribute        Spreads the customers over many machines, with Citus
  onevault-server check             Runs the seven checks against a server
  onevault-server checks            Says whether the tracking of a customer works as it should
  onevault-server doctor            Looks for what keeps a server, its database or a page from working
  onevault-server <command> --help  Shows the flags of a command

  --database <where>        A postgres:// url, or a folder (embedded database).
                            Default DATABASE_URL, else the folder .onevault
  --key <customer>:<token>  A key of a customer; with ":write" at the end it can only post events.
                            Repeatable. Default none: the keys in the database
${DELIVERY_FLAGS_HELP}${SERVER_FLAGS_HELP}
For tests, with a default key, faults and controls under /mock/: onevault-mock-server.
`;

/** `onevault-server [flags]`: serves until a signal. */
export const startServer: Command = async (args, env, terminal) => {
  const flags = readFlags(args, { ...SERVER_FLAGS, ...DELIVERY_FLAGS }, MOCK_FLAGS);
  if (flags.help) return terminal.print(HELP);
  if (flags.version) return terminal.print(VERSION);
  const options = readServerOptions(flags, env);
  const delivery = readDelivery(flags, env);
  const database = readDatabase(flags.database, env, flags['database-role']);
  await runServer(
    {
      name: 'OneVault server',
      database: describeDatabase(database),
      open: async () => ({
        delivery,
        engine: await openEngine(database, terminal, env.NODE_ENV === 'production' ? 'production' : undefined),
      }),
    },
    options,
    terminal,
  );
};

/** Flags of the test server, with what to use instead. */
const MOCK_FLAGS = {
  mock: 'onevault-mock-server',
  'no-mock': 'it without --no-mock: this server has no mock controls',
  fault: 'onevault-mock-server --fault',
  plan: 'onevault-mock-server --plan',
};
