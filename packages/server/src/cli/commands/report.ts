import { writeFile } from 'node:fs/promises';
import type { Report, ReportBody, ReportPeriod } from '@onevault/contract';
import type { ReportProblem, Reports } from '../../engine/port.ts';
import { QueryTimedOut, UnknownTimeZone } from '../../engine/port.ts';
import { escapeControls } from '../../escapeControls.ts';
import { createReadReport } from '../../reports/readReportNumbers.ts';
import { renderReport } from '../../reports/renderReport.ts';
import { toReportSubject } from '../../reports/reportSubject.ts';
import { isUuid } from '../../service/readPlace.ts';
import { isReportDay, readReportBody } from '../../service/reports/readReportBody.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, type readFlags, readInteger } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';
import { toMinutes, toTable } from '../toTable.ts';

const HELP = `onevault-server report --customer <id> --period week|month --out <file>: the numbers of a week or month, as a file

  --period <period>         week (from Monday) or month
  --of <day>                A day of the period, such as 2026-11-01. Default: the last whole one
  --timezone <zone>         Whose days they are: an IANA name. Default UTC
  --out <file>              Where it goes: HTML, or plain text for a name that ends with .txt. - is stdout, as text

onevault-server report <verb> --customer <id>: reports by e-mail, each week or month. docs/reports.md

  list                      Shows them
  add --name <text> --period week|month
      --timezone <zone>     Default UTC
      --hour <number>       When it is sent on the day after the period, 0 to 23 in the time zone. Default 6
      --destination <id>    Only to this e-mail destination of the alerts. Repeatable. Default all of the customer
  change --report <id>      Changes the given parts: as above, and --on, --off
  delete --report <id>      Deletes it, and what waits to be sent of it
  send --report <id>        Sends it within seconds, besides its schedule; with --of another period

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help
`;

const FLAGS = {
  customer: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  period: { type: 'string' },
  of: { type: 'string' },
  timezone: { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  hour: { type: 'string' },
  destination: { type: 'string', multiple: true },
  report: { type: 'string' },
  on: { type: 'boolean' },
  off: { type: 'boolean' },
} as const;
type Flags = ReturnType<typeof readFlags<typeof FLAGS>>;
type Verb = keyof typeof VERBS;

const PARTS = ['name', 'period', 'timezone', 'hour', 'destination'] as const;
/** `file` is the command without a verb. */
const VERBS = {
  file: ['period', 'of', 'timezone', 'out'],
  list: [],
  add: PARTS,
  change: [...PARTS, 'report', 'on', 'off'],
  delete: ['report'],
  send: ['report', 'of'],
} satisfies Record<string, readonly (keyof typeof FLAGS)[]>;

/** `report`: writes a report into a file, or manages those by e-mail. */
export const report: Command = async (args, env, terminal) => {
  const isFile = args[0] === undefined || args[0].startsWith('-');
  const asked = readVerb('report', isFile && !isHelp(args[0]) ? ['file', ...args] : args, {
    verbs: VERBS,
    flags: FLAGS,
    example: 'report list, or --help',
  });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  if (verb === 'file') {
    const write = prepareFile(given);
    return withCustomer(database, customerId, terminal, ({ operations }) =>
      write(operations.analytics, customerId, terminal),
    );
  }
  // Before the database opens: a mistyped flag must not wait for it.
  const work = prepare(verb, given);
  await withCustomer(database, customerId, terminal, ({ operations }) =>
    work(operations.reports, customerId, terminal),
  );
};

function isHelp(arg: string | undefined): boolean {
  return arg === '--help' || arg === '-h';
}

function prepareFile({ period, of, timezone, out }: Flags) {
  if (out === undefined) throw failed('--out', 'it is missing', '--out report.html');
  // The checks of a body say what is wrong with each.
  const about = readingFlags(() => readReportBody({ name: 'a file', period, ...(timezone && { timezone }) }, ''));
  const subject = toReportSubject({ period: about.period, timezone: about.timezone, of: readDay(of) }, Date.now());
  if (subject === null) throw failed('--of', `this ${about.period} is not over yet`, 'an earlier day, or nothing');
  return async (
    analytics: Parameters<typeof createReadReport>[0],
    customerId: string,
    { print, error }: Terminal,
  ): Promise<void> => {
    const numbers = await createReadReport(analytics)(customerId, subject).catch((reason: unknown) => {
      throw toFailure(reason);
    });
    const rendered = renderReport({ ...subject, customer_id: customerId }, numbers);
    if (out === '-') return print(rendered.text.trimEnd());
    await writeFile(out, out.endsWith('.txt') ? rendered.text : rendered.html).catch(
      (reason: NodeJS.ErrnoException) => {
        throw new StartError(`[OneVault] Failed to write ${out}: ${reason.code}. Try another --out.`);
      },
    );
    error(`Wrote ${out}: ${subject.from} to ${subject.to}, ${subject.timezone}`);
  };
}

type Work = (reports: Reports, customerId: string, terminal: Terminal) => Promise<void>;

function prepare(verb: Exclude<Verb, 'file'>, given: Flags): Work {
  switch (verb) {
    case 'list':
      return async (reports, customerId, { print }) => print(toList(await reports.find(customerId)));
    case 'add': {
      const made = readingFlags(() => readReportBody(toBody(given), crypto.randomUUID()));
      return async (reports, customerId, { print, error }) => {
        const result = await reports.add(customerId, made, cliActor());
        if (result !== 'added') throw toProblem(result);
        const [{ recipients, next_at } = { recipients: 0, next_at: null }] = await reports.find(
          customerId,
          made.reportId,
        );
        error(`Added the report. It is sent first at ${next_at}, to ${recipients} e-mail addresses. Its id:`);
        if (recipients === 0) error('Add an address with onevault-server alerts add --email <address>.');
        print(made.reportId);
      };
    }
    case 'change': {
      const id = readId(given.report);
      if (given.on && given.off) throw failed('--on', '--off says the contrary', 'one of them');
      const body = { ...toBody(given), ...((given.on || given.off) && { enabled: given.on === true }) };
      return async (reports, customerId, { error }) => {
        const [before] = await reports.find(customerId, id);
        if (!before) throw toProblem('unknown_report');
        const result = await reports.change(
          customerId,
          readingFlags(() => readReportBody(body, id, before)),
          cliActor(),
        );
        if (result !== 'changed') throw toProblem(result);
        error(`Changed the report ${id}`);
      };
    }
    case 'delete': {
      const id = readId(given.report);
      return async (reports, customerId, { error }) => {
        if (!(await reports.delete(customerId, id, cliActor()))) throw toProblem('unknown_report');
        error(`Deleted the report ${id}`);
      };
    }
    case 'send': {
      const id = readId(given.report);
      const of = readDay(given.of);
      return async (reports, customerId, { error }) => {
        const sent = await reports.send(customerId, id, of);
        if (sent === null) throw toProblem('unknown_report');
        if (sent === 'not_over') throw failed('--of', 'this period is not over yet', 'an earlier day, or nothing');
        error(
          `A server or worker sends it to ${sent} e-mail addresses within seconds; alerts deliveries shows the outcome`,
        );
      };
    }
  }
}

/** The body that the API would get. */
function toBody({ name, period, timezone, hour, destination }: Flags): ReportBody {
  return {
    ...(name !== undefined && { name }),
    ...(period !== undefined && { period: period as ReportPeriod }),
    ...(timezone !== undefined && { timezone }),
    ...(hour !== undefined && { hour: readInteger('--hour', hour, 23) }),
    ...(destination && { destinations: destination }),
  };
}

function readDay(of: string | undefined): string | undefined {
  if (of !== undefined && !isReportDay(of)) throw failed('--of', 'it is not a day', '--of 2026-11-01');
  return of;
}

function readId(id: string | undefined): string {
  if (!isUuid(id)) throw failed('--report', 'it is not an id', 'an id that report list shows');
  return id;
}

function toProblem(problem: ReportProblem): StartError {
  switch (problem) {
    case 'too_many':
      return failed('report add', 'a customer can have 20 reports', 'report delete first');
    case 'unknown_report':
      return failed('the report', 'the customer has no report with this id', 'report list');
    case 'unknown_destination':
      return failed('the destination', 'the customer has no destination with this id', 'alerts destinations');
    case 'not_email':
      return failed('the destination', 'a report goes to e-mail destinations only', 'alerts add --email <address>');
    case 'unknown_zone':
      return failed('--timezone', 'the database does not know it', 'an IANA name, such as Europe/Berlin');
  }
}

function toFailure(reason: unknown): unknown {
  if (reason instanceof UnknownTimeZone) return toProblem('unknown_zone');
  if (!(reason instanceof QueryTimedOut)) return reason;
  return new StartError('[OneVault] Failed to read the numbers: a question took too long. Try a week, or again later.');
}

function toList(reports: Report[]): string {
  return toTable([
    ['REPORT', 'PERIOD', 'HOUR', 'TIME ZONE', 'NEXT (UTC)', 'ADDRESSES', 'NAME'],
    ...reports.map((one) => [
      one.report_id,
      one.period,
      String(one.hour),
      one.timezone,
      one.next_at === null ? 'off' : toMinutes(one.next_at),
      String(one.recipients),
      escapeControls(one.name, 200),
    ]),
  ]);
}
