import { writeFile } from 'node:fs/promises';
import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags, readInteger } from '@onevault/server/internal/cli/readFlags';
import { StartError } from '@onevault/server/internal/cli/startError';
import type { Terminal } from '@onevault/server/internal/cli/terminal';
import { compareCoverage } from '../plan/compareCoverage.ts';
import { mergeCoverage, summarize } from '../plan/coverageReport.ts';
import { loadPlan } from '../plan/loadPlan.ts';
import { renderChange, renderCoverage } from '../plan/renderCoverage.ts';
import { toDocs } from '../plan/toDocs.ts';
import { toTypes } from '../plan/toTypes.ts';
import { readReport, readReports } from './readReports.ts';
import { toStartError } from './toStartError.ts';

const HELP = `onevault-mock-server plan: checks a tracking plan, and how much of it a test run covered

  onevault-mock-server plan check --plan <file> [--coverage <where>] [--baseline <file>] [--min <percent>] [--json]
  onevault-mock-server plan types --plan <file> [--out <file>]   The plan as TypeScript
  onevault-mock-server plan docs --plan <file> [--out <file>]    The plan as Markdown

  --plan <file>         JSON, or a module that exports the plan. Default tracking-plan.json
  --coverage <where>    The folder with the reports of a test run (coverageDir), one such report, or the url of a
                        mock server started with the plan
  --baseline <file>     The report of another run, as --json prints it, to compare with
  --min <percent>       Minimum coverage. Default 0
  --json                Prints the coverage as JSON
  --out <file>          Where to write. Default: the terminal
  --help

"plan check" exits with 1 if the plan is invalid, if events arrived that are not in the plan or break it, if the
coverage is below --min, or if something in the baseline is no longer covered.
`;

const FLAGS = {
  plan: { type: 'string' },
  coverage: { type: 'string' },
  baseline: { type: 'string' },
  min: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const ACTIONS = ['check', 'types', 'docs'];

/** `plan check`, `plan types` and `plan docs`. */
export const runPlan: Command = async ([action, ...args], _env, terminal) => {
  if (action === undefined || action === '--help' || action === '-h') return terminal.print(HELP);
  if (!ACTIONS.includes(action))
    throw failed('the command', `plan ${action} is unknown`, `plan ${ACTIONS.join(', plan ')}`);
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const plan = await loadPlan(flags.plan ?? 'tracking-plan.json').catch(toStartError);
  if (action === 'types') return write(toTypes(plan), flags.out, terminal);
  if (action === 'docs') return write(toDocs(plan), flags.out, terminal);

  const min = readInteger('--min', flags.min ?? '0', 100);
  if (flags.coverage === undefined) {
    return terminal.print(`The plan is valid: ${plan.events.length} events.`);
  }
  // Starts with the plan's own events, so that an event that no server has seen counts as missing.
  const report = mergeCoverage([plan.startCoverage().report(), ...(await readReports('--coverage', flags.coverage))]);
  const change = flags.baseline === undefined ? null : compareCoverage(await readReport(flags.baseline), report);
  terminal.print(flags.json ? JSON.stringify(report, null, 2) : renderCoverage(report));
  if (change && !flags.json) terminal.print(renderChange(change));

  const { percent } = summarize(report);
  const problems = [
    report.unplanned.length > 0 && `${report.unplanned.length} event types are not in the plan`,
    report.violations.length > 0 && `${report.violations.length} properties break the plan`,
    percent < min && `${percent} % is less than --min ${min}`,
    change && change.lost.length > 0 && `${change.lost.join(', ')} of the baseline is no longer covered`,
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) {
    throw new StartError(
      `[OneVault] Failed to keep the tracking plan: ${problems.join('; ')}. Try planning, testing or removing each.`,
    );
  }
};

async function write(text: string, file: string | undefined, terminal: Terminal): Promise<void> {
  if (file === undefined) return terminal.print(text.trimEnd());
  await writeFile(file, text);
}
