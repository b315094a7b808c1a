import type { Command } from '../command.ts';
import { inspectCors, inspectServer } from '../doctor/askServer.ts';
import type { Finding } from '../doctor/finding.ts';
import { inspectDatabase, toFinding } from '../doctor/inspectDatabase.ts';
import { inspectPage } from '../doctor/inspectPage.ts';
import { inspectPort } from '../doctor/inspectPort.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags, readInteger } from '../readFlags.ts';
import { StartError } from '../startError.ts';
import { toOriginFailure } from '../toOriginFailure.ts';

const HELP = `onevault-server doctor: looks for what keeps a server, its database and a page from working

  --database <where>        A postgres:// url or a folder. Default DATABASE_URL, else the folder .onevault
  --database-role <name>    The role that the server works as. Default ONEVAULT_DATABASE_ROLE, else onevault_app
  --host <address>          Where the server listens. Default 127.0.0.1
  --port <number>           Default 8000
  --url <url>               A running server: whether it answers, and which version it has
  --origin <origin>         Whether pages of this origin may call the server at --url
  --page <url>              A page: finds its tracker, and asks the server that it names whether it takes its key
  --json                    One JSON object a line: check, ok, message, try
  --help

Changes nothing: it installs no schema and stores no event. One line for each thing; with --url, --origin or --page
only those that belong to them, and those of flags that are given. Exit code: 0 if all is well, else 1.
`;

const FLAGS = {
  database: { type: 'string' },
  'database-role': { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  url: { type: 'string' },
  origin: { type: 'string' },
  page: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = '8000';

/** `doctor`: one line for each thing that it looked at. */
export const runDoctor: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const host = flags.host ?? DEFAULT_HOST;
  const port = readInteger('--port', flags.port ?? DEFAULT_PORT, 65_535);
  const url = (flags.url === undefined ? `http://${host}:${port}` : readUrl('--url', flags.url)).replace(/\/+$/, '');
  const origin = flags.origin === undefined ? undefined : readOrigin(flags.origin);
  const page = flags.page === undefined ? undefined : readUrl('--page', flags.page);

  let problems = 0;
  const tell = (findings: Finding[]) => {
    for (const { check, isOk, message, instead } of findings) {
      if (!isOk) problems += 1;
      if (flags.json) terminal.print(JSON.stringify({ check, ok: isOk, message, ...(instead && { try: instead }) }));
      else
        terminal.print(
          `${(isOk ? 'ok' : 'problem').padEnd(8)} ${check}: ${message}${instead ? `. Try ${instead}.` : ''}`,
        );
    }
  };
  const isRemote = flags.url !== undefined || origin !== undefined || page !== undefined;
  if (!isRemote || flags.port !== undefined || flags.host !== undefined) tell([await inspectPort(host, port)]);
  if (!isRemote || flags.database !== undefined) tell(await inspect(flags.database, flags['database-role']));
  if (flags.url !== undefined) tell([await inspectServer(url)]);
  if (origin !== undefined) tell([await inspectCors(url, origin)]);
  if (page !== undefined) tell(await inspectPage(page));
  process.exitCode = problems > 0 ? 1 : 0;

  async function inspect(database: string | undefined, role: string | undefined): Promise<Finding[]> {
    try {
      return await inspectDatabase(readDatabase(database, env, role), env);
    } catch (error) {
      if (error instanceof StartError) return [toFinding('database', error.message)];
      throw error;
    }
  }
};

function readUrl(flag: string, text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw failed(flag, 'it is not a url with http or https', `${flag} https://shop.example`);
  }
  return new URL(text).href;
}

function readOrigin(text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text) {
    throw toOriginFailure('--origin', text, 'https://shop.example');
  }
  return text;
}
