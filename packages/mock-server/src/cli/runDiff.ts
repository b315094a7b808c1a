import { writeFile } from 'node:fs/promises';
import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags } from '@onevault/server/internal/cli/readFlags';
import { mergeCoverage } from '../plan/coverageReport.ts';
import { type Run, renderDiff } from '../plan/renderDiff.ts';
import { readJson, readReports } from './readReports.ts';

const HELP = `onevault-mock-server diff: what another run tracks, as a Markdown table for a pull request

  onevault-mock-server diff --before <where> --after <where> [--out <file>]

  --before <where>      A run of the old branch: its coverageDir, the output of "plan check --json" or "verify --json", or
                        the url of a mock server with a plan
  --after <where>       The same of the new branch
  --out <file>          Where to write. Default: the terminal
  --help

It lists events that are new or no longer fire, changed counts, properties that are newly or no longer set, events that
are not in the plan, and the coverage. It never fails because of a change: "plan check --baseline" does.
`;

const FLAGS = {
  before: { type: 'string' },
  after: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `diff`: prints the table. */
export const runDiff: Command = async (args, _env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const text = renderDiff(await readRun('--before', flags.before), await readRun('--after', flags.after));
  if (flags.out === undefined) terminal.print(text);
  else await writeFile(flags.out, `${text}\n`);
};

async function readRun(flag: string, where: string | undefined): Promise<Run> {
  if (where === undefined) throw failed(flag, 'it is missing', `${flag} <coverageDir>`);
  const coverage = mergeCoverage(await readReports(flag, where));
  const { events, coverage: inner } = ((await readJson(where)) ?? {}) as { events?: Run['events']; coverage?: unknown };
  // A report of `verify` counts every event, also those that the tracker sends by itself.
  if (inner !== undefined && events) return { coverage, events };
  return { coverage, events: [...coverage.events, ...coverage.unplanned] };
}
