import { parseArgs } from 'node:util';
import { HISTORY_SOURCES, type HistoryImport } from '@onevault/contract';
import { type Imported, type ImportProblem, importHistory as load } from '../../history/importHistory.ts';
import { createImportNotes, type ImportNotes } from '../../history/importNotes.ts';
import { openImportFiles, UnusableFile } from '../../history/openImportFiles.ts';
import { IMPORT_ID } from '../../service/analytics/historyEndpoint.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed } from '../readFlags.ts';
import { readVerb } from '../readVerb.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';
import { toMinutes, toTable } from '../toTable.ts';

const HELP = `onevault-server import --from plausible|umami|ga4 --customer <id> <file|folder|zip> …: numbers from before, by day

Takes the CSV files of an export. docs/import.md says which, and what becomes of them.

  --from <tool>             plausible, umami or ga4
  --id <name>               Another id than the tool's name, for a second site: a-z, 0-9, . _ -
                            An import replaces the earlier one with its id. One that was cut off goes on if it is
                            called again with the same files

onevault-server import list --customer <id>
onevault-server import delete --customer <id> --id <name>

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help
`;

const FLAGS = {
  customer: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  from: { type: 'string' },
  id: { type: 'string' },
} as const;

/** `load` is the command without a verb. */
const VERBS = { load: ['from', 'id'], list: [], delete: ['id'] } satisfies Record<string, (keyof typeof FLAGS)[]>;
const PROGRESS_MS = 2_000;

/** `import`: loads exports of other tools as history; lists and deletes such imports. */
export const importHistory: Command = async (args, env, terminal) => {
  const [first = ''] = args;
  const isVerb = ['list', 'delete', '--help', '-h'].includes(first);
  const { paths, rest } = isVerb ? { paths: [], rest: args } : takePaths(args);
  const asked = readVerb('import', isVerb ? args : ['load', ...rest], {
    verbs: VERBS,
    flags: FLAGS,
    example: 'import list, or --help',
  });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  if (verb === 'list') {
    return withCustomer(database, customerId, terminal, async ({ operations }) =>
      terminal.print(toList(await operations.history.findImports(customerId))),
    );
  }
  if (verb === 'delete') {
    const id = readId(given.id);
    return withCustomer(database, customerId, terminal, async ({ operations }) => {
      if (!(await operations.history.deleteImport(customerId, id, cliActor()))) {
        throw failed('--id', 'the customer has no such import', 'import list');
      }
      terminal.error(`Deleted the import ${id}`);
    });
  }
  const source = HISTORY_SOURCES.find((one) => one === given.from);
  if (source === undefined) throw failed('--from', 'it is none of the tools', HISTORY_SOURCES.join(', '));
  const importId = given.id === undefined ? source : readId(given.id);
  if (paths.length === 0) throw failed('the command line', 'there is no file', 'the path of a CSV file, folder or ZIP');
  const files = await openImportFiles(paths).catch((error: unknown) => {
    throw error instanceof UnusableFile
      ? new StartError(`[OneVault] Failed to open ${error.message}. Try the files of an export.`)
      : error;
  });
  try {
    await withCustomer(database, customerId, terminal, async ({ operations }) => {
      const progress = createProgress(files.bytes, terminal);
      const notes = createImportNotes(progress.onBytes);
      const result = await load({
        history: operations.history,
        customerId,
        importId,
        source,
        files,
        notes,
        by: cliActor(),
        onBegin({ rows, replaces, isSame }) {
          if (rows > 0) terminal.error(`Goes on after ${rows.toLocaleString('en')} rows that are stored already`);
          if (replaces !== null) {
            const what = isSame ? 'the same files' : 'other files';
            terminal.error(`Replaces the import ${importId} of ${what} from ${replaces.slice(0, 10)}`);
          }
        },
        onRows: progress.onRows,
      }).catch((error: unknown) => {
        // A damaged archive shows only while it is read.
        throw (error as NodeJS.ErrnoException).code === undefined &&
          /zip|inflate|stream|crc|compress/i.test(String(error))
          ? new StartError(
              `[OneVault] Failed to read the files: ${(error as Error).message}. Try to export them again.`,
            )
          : error;
      });
      report(importId, result, notes, terminal);
    });
  } finally {
    await files.close();
  }
};

/** The words that are no flags, and the rest. */
function takePaths(args: string[]): { paths: string[]; rest: string[] } {
  const { tokens } = parseArgs({ args, options: FLAGS, allowPositionals: true, strict: false, tokens: true });
  const found = tokens.filter(({ kind }) => kind === 'positional').map(({ index }) => index);
  return {
    paths: found.map((index) => args[index] ?? ''),
    rest: args.filter((_, index) => !found.includes(index)),
  };
}

function readId(id: string | undefined): string {
  if (id === undefined) throw failed('--id', 'it is missing', 'an id that import list shows');
  if (!IMPORT_ID.test(id)) throw failed('--id', 'it has another form', '1 to 64 of a-z, 0-9, . _ -');
  return id;
}

function report(
  importId: string,
  result: Imported | ImportProblem,
  notes: ImportNotes,
  { print, error }: Terminal,
): void {
  for (const { file, reason } of notes.ignoredFiles) error(`Left out ${file}: ${reason}`);
  for (const { file, line, reason } of notes.firstBad) error(`Left out ${file}, line ${line}: ${reason}`);
  if (notes.badRows > notes.firstBad.length) {
    error(`Left out ${(notes.badRows - notes.firstBad.length).toLocaleString('en')} more bad rows`);
  }
  if (typeof result === 'string') throw toFailure(result);
  if (result.tooOld > 0) {
    error(
      `Left out ${result.tooOld.toLocaleString('en')} rows of days before ${result.firstDay}: the customer's retention does not keep them. Set more days with onevault-server retention, and import again`,
    );
  }
  error(`Imported ${result.rows.toLocaleString('en')} rows, ${notes.badRows.toLocaleString('en')} bad rows. Its id:`);
  print(importId);
}

function toFailure(problem: ImportProblem): StartError {
  switch (problem) {
    case 'too_many':
      return failed('import', 'a customer can have 20 imports', 'import delete first');
    case 'other_source':
      return failed('--id', 'an import of another tool has this id', 'another --id');
    case 'shut_out':
      return new StartError(
        '[OneVault] Failed to import: another process imports with the same id now, or it was deleted. Try again when that has ended.',
      );
    case 'too_old':
      return new StartError(
        "[OneVault] Failed to import: every day of the files is before what the customer's retention keeps. Try onevault-server retention with more days first.",
      );
    case 'nothing':
      return new StartError(
        '[OneVault] Failed to import: no row of the files can be used. Try the files that docs/import.md names.',
      );
  }
}

function createProgress(bytes: number, { error }: Terminal) {
  let [read, printedMs] = [0, performance.now()];
  return {
    onBytes: (more: number) => {
      read += more;
    },
    onRows(rows: number) {
      const now = performance.now();
      if (now - printedMs < PROGRESS_MS) return;
      printedMs = now;
      error(
        `${rows.toLocaleString('en')} rows, ${Math.min(100, Math.floor((100 * read) / Math.max(1, bytes)))} % of the files`,
      );
    },
  };
}

function toList(imports: HistoryImport[]): string {
  return toTable([
    ['IMPORT', 'FROM', 'FIRST DAY', 'LAST DAY', 'ROWS', 'BAD ROWS', 'IMPORTED (UTC)', 'STATE'],
    ...imports.map((one) => [
      one.import,
      one.source,
      one.from ?? '',
      one.to ?? '',
      String(one.rows),
      String(one.bad_rows),
      toMinutes(one.imported_at ?? null),
      one.is_loading ? 'not finished' : 'done',
    ]),
  ]);
}
