export interface BadRow {
  file: string;
  line: number;
  reason: string;
}

/** What an import could not use, and how far it is. */
export interface ImportNotes {
  bad(file: string, line: number, reason: string): void;
  /** A file, or a table in it, that has nothing to import. */
  ignored(file: string, reason: string): void;
  onBytes(bytes: number): void;
  readonly badRows: number;
  /** The first ones. */
  readonly firstBad: readonly BadRow[];
  readonly ignoredFiles: readonly { file: string; reason: string }[];
}

/** A file may be bad from its first line to its last. */
const NAMED = 20;

export function createImportNotes(onBytes: (bytes: number) => void = () => {}): ImportNotes {
  let badRows = 0;
  const firstBad: BadRow[] = [];
  const ignoredFiles: { file: string; reason: string }[] = [];
  return {
    bad(file, line, reason) {
      badRows += 1;
      if (firstBad.length < NAMED) firstBad.push({ file, line, reason });
    },
    ignored(file, reason) {
      if (ignoredFiles.length < NAMED) ignoredFiles.push({ file, reason });
    },
    onBytes,
    get badRows() {
      return badRows;
    },
    firstBad,
    ignoredFiles,
  };
}

/** A row that cannot be used, and why. */
export class UnusableRow extends Error {
  override name = 'UnusableRow';
}
