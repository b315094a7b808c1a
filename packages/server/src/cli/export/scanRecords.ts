/** The whole records of a text, as far as it has been read. */
export interface Records {
  count: number;
  /** Where the last whole record begins, and where it ends. */
  lastBegin: number;
  end: number;
}

const LINE_FEED = 10;
const QUOTE = 34;

/**
 * Finds the records of NDJSON or CSV, piece by piece. In CSV a line feed within quotes ends no record, so that has to be
 * read from the beginning.
 */
export function scanRecords(format: 'ndjson' | 'csv'): { add(piece: Buffer): void; found(): Records } {
  let count = 0;
  let lastBegin = 0;
  let end = 0;
  let read = 0;
  let isQuoted = false;
  const note = (at: number) => {
    count += 1;
    lastBegin = end;
    end = read + at + 1;
  };
  return {
    add(piece) {
      if (format === 'ndjson') {
        for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) note(at);
      } else {
        for (let at = 0; at < piece.length; at += 1) {
          if (piece[at] === QUOTE) isQuoted = !isQuoted;
          else if (piece[at] === LINE_FEED && !isQuoted) note(at);
        }
      }
      read += piece.length;
    },
    found: () => ({ count, lastBegin, end }),
  };
}
