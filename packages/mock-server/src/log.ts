/** Where the server says what it does: one line a call, for people and log readers. Never given a token. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
